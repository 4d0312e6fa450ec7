import Postgres
import Testing

@Suite("errors")
struct ErrorTests {
    private static let table = """
        CREATE TABLE platform (
            name text NOT NULL CONSTRAINT platform_name_key UNIQUE,
            size bigint CONSTRAINT platform_size_check CHECK (size > 0)
        );
        """

    @Test("a unique violation is caught by SQLSTATE and constraint, and its description holds no value")
    func unique() async throws {
        try await withDatabase(Self.table) { database throws in
            try await database.execute("INSERT INTO platform (name) VALUES ('hidden-name')")
            do {
                try await database.execute("INSERT INTO platform (name) VALUES (\("hidden-name"))")
                Issue.record("nothing was thrown")
            } catch PostgresError.server(.uniqueViolation, "platform_name_key", let message) {
                #expect(message.table == "platform")
                let error = PostgresError.server(.uniqueViolation, "platform_name_key", message)
                var dumped = ""
                dump(error, to: &dumped)
                for text in ["\(error)", String(reflecting: error), dumped] { #expect(!text.contains("hidden-name")) }
                #expect("\(error)".contains("platform_name_key"))
            }
        }
    }

    @Test("each kind of violation has its name")
    func violations() async throws {
        try await withDatabase(Self.table) { database throws in
            let cases: [(SQL, SQLState)] = [
                ("INSERT INTO platform (size) VALUES (1)", .notNullViolation),
                ("INSERT INTO platform (name, size) VALUES ('a', 0)", .checkViolation),
                ("SELECT * FROM nowhere", .undefinedTable),
                ("SELECT nothing FROM platform", .undefinedColumn),
                ("SELEC 1", .syntaxError),
                ("SELECT \("hidden")::uuid", .invalidTextRepresentation),
            ]
            for (sql, expected) in cases {
                let error = try await postgresError { try await database.execute(sql) }
                guard case .server(let state, _, let message) = error else { return #expect(Bool(false), "\(String(describing: error))") }
                #expect(state == expected)
                #expect(!message.message.contains("hidden"))
                #expect(error?.isUnavailable == false)
            }
        }
    }

    @Test("a column that is missing, NULL or of another type is named, its value is not")
    func columns() async throws {
        struct Named: RowDecodable {
            init(row: Row) throws(PostgresError) { let _: String = try row["name"] }
        }
        struct Optional: RowDecodable {
            let name: String?
            init(row: Row) throws(PostgresError) { name = try row["name"] }
        }
        try await withDatabase { database throws in
            for sql in ["SELECT 'hidden' AS other", "SELECT NULL::text AS name", "SELECT 424242 AS name"] as [SQL] {
                let error = try await postgresError {
                    try await database.transaction { session in _ = try session.all(sql, as: Named.self) }
                }
                guard case .undecodable("name", let reason) = error else { return #expect(Bool(false), "\(String(describing: error))") }
                #expect(!reason.contains("hidden") && !reason.contains("424242"))
            }
            let names = try await database.transaction { session in
                try session.all("SELECT * FROM (VALUES ('a'), (NULL)) AS row (name)", as: Optional.self).map(\.name)
            }
            #expect(names == ["a", nil])
        }
    }

    @Test("a write that states its row count is held to it, and rolled back")
    func rowCount() async throws {
        try await withDatabase(Self.table) { database throws in
            try await database.execute("INSERT INTO platform (name) VALUES ('a'), ('b')")
            let error = try await postgresError {
                try await database.transaction { session in try session.execute("DELETE FROM platform", rows: 1) }
            }
            guard case .unexpectedRowCount(expected: 1, actual: 2) = error else {
                return #expect(Bool(false), "\(String(describing: error))")
            }
            #expect(try await database.value("SELECT count(*) FROM platform", as: Int.self) == 2)
            try await database.transaction { session in try session.execute("DELETE FROM platform", rows: 2) }
        }
    }

    @Test("the states that mean \"later\" are told from those that mean \"no\"")
    func unavailable() {
        let message = ServerMessage(message: "")
        for state in ["08006", "53100", "53300", "57P01", "57P02", "57P03", "57014", "55P03", "25006", "40001", "40P01"] {
            #expect(PostgresError.server(SQLState(rawValue: state), nil, message).isUnavailable)
        }
        for state in ["23505", "42501", "55006", "57P04", "XX000"] {
            #expect(!PostgresError.server(SQLState(rawValue: state), nil, message).isUnavailable)
        }
        #expect(PostgresError.outcomeUnknown.isUnavailable && PostgresError.unavailable(.queueFull).isUnavailable)
        #expect(!PostgresError.misuse("").isUnavailable)
    }
}
