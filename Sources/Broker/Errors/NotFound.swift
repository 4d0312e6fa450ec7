/// There is nothing of this id here: for whoever asked, it is not there, whether or not it is another tenant's.
package struct NotFound: Error, Sendable, Equatable, CustomStringConvertible {
    package let kind: String
    package let id: String

    package init(_ kind: String, _ id: some CustomStringConvertible) {
        self.kind = kind
        self.id = id.description
    }

    package var description: String { "there is no \(kind) \(id)" }
}
