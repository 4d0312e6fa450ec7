/// A PostgreSQL type as the wire knows it: its OID, and that of its array.
package struct SQLType: Sendable, Hashable {
    package let oid: UInt32
    package let name: String
    /// 0 where there is none to use.
    package let arrayOID: UInt32

    package init(oid: UInt32, name: String, arrayOID: UInt32 = 0) {
        self.oid = oid
        self.name = name
        self.arrayOID = arrayOID
    }

    var array: SQLType { SQLType(oid: arrayOID, name: name + "[]") }
}

extension SQLType {
    package static let bool = SQLType(oid: 16, name: "bool", arrayOID: 1000)
    package static let bytea = SQLType(oid: 17, name: "bytea", arrayOID: 1001)
    package static let name = SQLType(oid: 19, name: "name", arrayOID: 1003)
    package static let int8 = SQLType(oid: 20, name: "int8", arrayOID: 1016)
    package static let int2 = SQLType(oid: 21, name: "int2", arrayOID: 1005)
    package static let int4 = SQLType(oid: 23, name: "int4", arrayOID: 1007)
    package static let text = SQLType(oid: 25, name: "text", arrayOID: 1009)
    package static let json = SQLType(oid: 114, name: "json", arrayOID: 199)
    package static let float4 = SQLType(oid: 700, name: "float4", arrayOID: 1021)
    package static let float8 = SQLType(oid: 701, name: "float8", arrayOID: 1022)
    package static let varchar = SQLType(oid: 1043, name: "varchar", arrayOID: 1015)
    package static let timestamptz = SQLType(oid: 1184, name: "timestamptz", arrayOID: 1185)
    package static let interval = SQLType(oid: 1186, name: "interval", arrayOID: 1187)
    package static let uuid = SQLType(oid: 2950, name: "uuid", arrayOID: 2951)
    package static let jsonb = SQLType(oid: 3802, name: "jsonb", arrayOID: 3807)
}
