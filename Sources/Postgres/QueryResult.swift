import CLibPQ
import Foundation

/// One statement's answer, freed with the last row that points into it.
final class QueryResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    var rowCount: Int { Int(PQntuples(handle)) }

    var columnCount: Int { Int(PQnfields(handle)) }

    /// Rows returned or touched, by the command tag; 0 where the tag has no count.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    var commandTag: String { String(cString: PQcmdStatus(handle)) }

    /// Compares in place: it is asked once per column and row.
    func column(named name: String) -> Int? {
        name.withCString { wanted in
            (0..<columnCount).first { index in
                guard let found = PQfname(handle, Int32(index)) else { return false }
                return strcmp(found, wanted) == 0
            }
        }
    }

    func columnName(_ column: Int) -> String {
        PQfname(handle, Int32(column)).map { String(cString: $0) } ?? "?"
    }

    func type(of column: Int) -> UInt32 { PQftype(handle, Int32(column)) }

    /// The value's bytes, nil for NULL; valid as long as this object.
    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(handle, Int32(row), Int32(column)) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(handle, Int32(row), Int32(column)), count: Int(PQgetlength(handle, Int32(row), Int32(column))))
    }

    /// The server's error. Nil for one that libpq made up itself, which always means a lost connection.
    var serverError: PostgresError? {
        guard let code = field(Diagnostic.sqlState) else { return nil }
        let state = SQLState(rawValue: code)
        return .server(
            state,
            field(Diagnostic.constraint),
            ServerMessage(
                schema: field(Diagnostic.schema),
                table: field(Diagnostic.table),
                column: field(Diagnostic.column),
                message: field(Diagnostic.message) ?? "",
                state: state
            )
        )
    }

    private func field(_ code: Int32) -> String? {
        PQresultErrorField(handle, code).map { String(cString: $0) }
    }
}

/// The characters of libpq's `PG_DIAG_…` macros.
private enum Diagnostic {
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let schema = Int32(UInt8(ascii: "s"))
    static let table = Int32(UInt8(ascii: "t"))
    static let column = Int32(UInt8(ascii: "c"))
    static let constraint = Int32(UInt8(ascii: "n"))
}
