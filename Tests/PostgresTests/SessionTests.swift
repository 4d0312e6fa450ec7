import Postgres
import Testing

@Suite("sessions and statements")
struct SessionTests {
    @Test("a script runs several statements, and its error is the server's")
    func script() async throws {
        try await withDatabase { database throws in
            try await database.withSession { session in
                try session.script("CREATE TABLE a (id bigint); INSERT INTO a VALUES (1); SELECT * FROM a; CREATE TABLE b (id bigint);")
                #expect(try session.exists("SELECT 1 FROM a"))
                #expect(try !session.exists("SELECT 1 FROM b"))
            }
            let error = try await postgresError {
                try await database.withSession { session in try session.script("SELECT 1; SELECT nothing; SELECT 2") }
            }
            guard case .server(.undefinedColumn, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            for text in ["SELECT '\u{0}'", "COPY (SELECT 1) TO STDOUT", "COPY a FROM STDIN"] {
                let error = try await postgresError { try await database.withSession { session in try session.script(text) } }
                guard case .misuse = error else { return #expect(Bool(false), "\(String(describing: error))") }
            }
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test("a bare session leaves no transaction, setting or lock behind")
    func wiped() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 1 }) { database throws in
            try await database.withSession { session in
                try session.execute("SELECT pg_advisory_lock(4711)")
                try session.execute("SET work_mem = '123kB'")
                try session.execute("BEGIN")
            }
            try await database.withSession { session throws in
                #expect(
                    try session.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()", as: Int.self)
                        == 0)
                #expect(try session.value("SELECT current_setting('work_mem')", as: String.self) != "123kB")
                try session.execute("VACUUM (ANALYZE) pg_am")
            }
            #expect(database.statistics.openedTotal == 1)
        }
    }

    @Test("first, value and exists answer for no rows")
    func nothing() async throws {
        struct One: RowDecodable { init(row: Row) throws(PostgresError) { let _: Int = try row["id"] } }
        try await withDatabase { database throws in
            try await database.transaction { session throws in
                #expect(try session.first("SELECT 1::int8 AS id WHERE false", as: One.self) == nil)
                #expect(try session.first("SELECT 1::int8 AS id", as: One.self) != nil)
                #expect(try session.value("SELECT 1 WHERE false", as: Int.self) == nil)
                #expect(try !session.exists("SELECT 1 WHERE false"))
                #expect(try session.all("SELECT id FROM generate_series(1, 1000) AS id", as: One.self).count == 1_000)
                #expect(try session.execute("SELECT 1 WHERE false") == 0)
                #expect(try session.execute("") == 0)
            }
        }
    }

    @Test("a statement is prepared once per connection, and not at all in unnamed mode", arguments: [true, false])
    func prepared(named: Bool) async throws {
        try await withDatabase(
            tuning: .by {
                $0.maximumConnections = 1
                $0.preparedStatements = named
            }
        ) { database throws in
            for number in 0..<5 { #expect(try await database.value("SELECT \(number) + 0", as: Int.self) == number) }
            let count = try await database.value(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 + 0'", as: Int.self)
            #expect(count == (named ? 1 : 0))
        }
    }

    @Test("the store of prepared statements is bounded")
    func bounded() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 1 }) { database throws in
            let many = try await database.transaction { session -> Int? in
                var list: SQL = "\(0)"
                for _ in 0..<600 {
                    list = "\(list), \(0)"
                    try session.execute("SELECT \(list)")
                }
                return try session.value("SELECT count(*) FROM pg_prepared_statements")
            }
            #expect((many ?? .max) <= 513)
        }
    }

    @Test("a plan outlived by ALTER TABLE is prepared anew: at once outside a transaction, the next time inside one")
    func invalidated() async throws {
        try await withDatabase("CREATE TABLE item (id bigint); INSERT INTO item VALUES (1)", tuning: .by { $0.maximumConnections = 1 }) {
            database throws in
            let read: @Sendable (Session) throws -> Int = { session in try session.all("SELECT * FROM item", as: Whole.self).count }
            #expect(try await database.transaction { try read($0) } == 1)
            try await database.execute("ALTER TABLE item ADD COLUMN name text")
            let error = try await postgresError { _ = try await database.transaction { try read($0) } }
            guard case .server(.featureNotSupported, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(try await database.transaction { try read($0) } == 1)
            try await database.withSession { session in
                _ = try read(session)
                try session.execute("ALTER TABLE item ADD COLUMN other text")
                #expect(try read(session) == 1)
                try session.execute("DEALLOCATE ALL")
                #expect(try read(session) == 1)
            }
        }
    }
}

private struct Whole: RowDecodable {
    init(row: Row) throws(PostgresError) {}
}
