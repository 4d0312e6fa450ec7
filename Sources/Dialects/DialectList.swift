extension Dialect {
    /// Every dialect of the product. A vendor is a file in `Vendors/` and a line here.
    package static let all: [Dialect] = [
        .standard,
        .xeno,
        .xoxoday,
        .xref,
        .xurrent,
    ]
}

/// The dialects a server speaks, by name.
package struct DialectList: Sendable {
    package let dialects: [Dialect]

    package init(_ dialects: [Dialect] = Dialect.all) { self.dialects = dialects }

    package var names: [String] { dialects.map(\.name) }

    package func find(_ name: String) -> Dialect? { dialects.first { $0.name == name } }
}
