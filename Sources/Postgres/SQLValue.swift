/// A Swift type with one PostgreSQL type, both ways in binary. An ID conforms with an empty extension, through `RawRepresentable`.
package protocol SQLValue: SQLArrayElement {
    /// The type a bind declares.
    static var sqlType: SQLType { get }
    /// Whether a result column of this type can be read; by default only `sqlType` itself.
    static func reads(_ oid: UInt32) -> Bool
    /// The binary form. Throws `.misuse` for a value PostgreSQL cannot hold, without quoting it.
    func encode() throws(PostgresError) -> [UInt8]
    /// Reads the binary form; `oid` is one that `reads` accepted. The bytes are valid during the call only.
    init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure)
}

extension SQLValue {
    package static func reads(_ oid: UInt32) -> Bool { oid == sqlType.oid }
}

extension SQLValue where Self: RawRepresentable, RawValue: SQLValue {
    package static var sqlType: SQLType { RawValue.sqlType }

    package static func reads(_ oid: UInt32) -> Bool { RawValue.reads(oid) }

    package func encode() throws(PostgresError) -> [UInt8] { try rawValue.encode() }

    package init(binary: UnsafeRawBufferPointer, oid: UInt32) throws(DecodingFailure) {
        guard let value = Self(rawValue: try RawValue(binary: binary, oid: oid)) else {
            throw DecodingFailure("not a value of \(Self.self)")
        }
        self = value
    }
}
