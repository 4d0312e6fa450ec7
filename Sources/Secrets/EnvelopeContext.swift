package import Foundation

/// Where a sealed value belongs; it opens nowhere else.
package struct EnvelopeContext: Sendable {
    let fields: [[UInt8]]

    package init(table: String, column: String, row: UUID, tenant: UUID) {
        fields = [Array("row".utf8), Array(table.utf8), Array(column.utf8), row.bytes, tenant.bytes]
    }

    /// For values that travel through a browser instead of lying in a row.
    package init(purpose: String, tenant: UUID, binding: [UInt8]) {
        fields = [Array("form".utf8), Array(purpose.utf8), tenant.bytes, binding]
    }

    /// The wrapped data key is bound to the master key's id besides.
    func associatedData(wrappedUnder keyID: String) -> [UInt8] {
        encode(["symbolon/v1/envelope/key", keyID])
    }

    /// Without the key id: a rewrap must leave the ciphertext as it is.
    var associatedDataOfContent: [UInt8] {
        encode(["symbolon/v1/envelope/content"])
    }

    private func encode(_ labels: [String]) -> [UInt8] {
        var encoder = FieldEncoder()
        for label in labels { encoder.append(label) }
        for field in fields { encoder.append(field) }
        return encoder.bytes
    }
}
