import Postgres
import Testing

@Suite("SQL interpolation")
struct InterpolationTests {
    @Test("values are numbered in the order they are written")
    func numbered() {
        let sql: SQL = "SELECT \(1), \("two"), \([UInt8(3)])"
        #expect(sql.text == "SELECT $1, $2, $3")
    }

    @Test("a fragment's places are renumbered, however deep it lies")
    func nested() async throws {
        let inner: SQL = "b = \(2) AND c = \(3)"
        let middle: SQL = "(a = \(1) OR (\(inner)))"
        let outer: SQL = "x = \("é'") AND \(middle) AND \(middle) AND z = \(9)"
        #expect(outer.text == "x = $1 AND (a = $2 OR (b = $3 AND c = $4)) AND (a = $5 OR (b = $6 AND c = $7)) AND z = $8")
    }

    @Test("renumbering past nine places keeps the text whole, and every value arrives where it was written")
    func many() async throws {
        let nine: SQL = "\(1), \(2), \(3), \(4), \(5), \(6), \(7), \(8), \(9), \(10), \(11)"
        let twice: SQL = "\(0), \(nine), \(nine)"
        let expected = [0] + Array(1...11) + Array(1...11)
        #expect(twice.text == (1...23).map { "$\($0)" }.joined(separator: ", "))
        try await withDatabase { database throws in
            #expect(try await database.value("SELECT ARRAY[\(twice)]", as: [Int].self) == expected)
        }
    }

    @Test("hostile text stays a value")
    func hostile() async throws {
        try await withDatabase("CREATE TABLE note (body text NOT NULL)") { database throws in
            let hostile = "'); DROP TABLE note; -- $1 \" \\ %s"
            try await database.execute("INSERT INTO note (body) VALUES (\(hostile))")
            #expect(try await database.value("SELECT body FROM note WHERE body = \(hostile)", as: String.self) == hostile)
        }
    }

    @Test("nil binds NULL with the type's OID")
    func null() async throws {
        try await withDatabase { database throws in
            let nothing: Int? = nil
            #expect(try await database.value("SELECT pg_typeof(\(nothing))::text", as: String.self) == "bigint")
            #expect(try await database.value("SELECT \(nothing) IS NULL", as: Bool.self) == true)
        }
    }

    @Test("the same text around other types is another statement")
    func types() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 1 }) { database throws in
            #expect(try await database.value("SELECT pg_typeof(\(1))::text", as: String.self) == "bigint")
            #expect(try await database.value("SELECT pg_typeof(\("1"))::text", as: String.self) == "text")
        }
    }
}
