import Foundation
import Postgres
import Testing

@Suite("values")
struct ValueTests {
    private func roundTrip<T: SQLValue & Equatable>(_ values: [T]) async throws {
        try await withDatabase { database throws in
            for value in values {
                let back: T? = try await database.value("SELECT \(value)")
                #expect(back == value)
            }
            let null: T? = nil
            let back: T? = try await database.value("SELECT \(null)")
            #expect(back == nil)
        }
    }

    @Test("booleans come back") func booleans() async throws { try await roundTrip([true, false]) }

    @Test("integers come back, the extremes too") func integers() async throws {
        try await roundTrip([0, -1, Int.min, Int.max, 4_294_967_296])
    }

    @Test("doubles come back, infinities too") func doubles() async throws {
        try await roundTrip([0, -1.5, .pi, .infinity, -.infinity, .leastNonzeroMagnitude])
    }

    @Test("text comes back, empty, hostile and beyond ASCII")
    func text() async throws {
        try await roundTrip([
            "", "a", "'; DROP TABLE token; --", "\\x00", "$1", "é 漢字 🎟️ e\u{301}", String(repeating: "x", count: 1_000_000),
        ])
    }

    @Test("bytes come back, zero and empty too")
    func bytes() async throws { try await roundTrip([[], [0], [0, 255, 92, 39], [UInt8](repeating: 7, count: 100_000)] as [[UInt8]]) }

    @Test("UUIDs come back") func uuids() async throws {
        try await roundTrip([UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))])
    }

    @Test("durations come back to the microsecond")
    func durations() async throws {
        try await roundTrip([.zero, .microseconds(1), .microseconds(-1), .seconds(-90_061), .seconds(10 * 365 * 86_400)] as [Duration])
    }

    @Test("dates come back to the microsecond, before 1970 and 2000 too")
    func dates() async throws {
        let microsecond = Date(timeIntervalSinceReferenceDate: Double(811_413_000_123_457) / 1_000_000)
        try await roundTrip([
            Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: -1), Date(timeIntervalSince1970: 946_684_799), microsecond,
            .distantPast, .distantFuture,
        ])
        try await withDatabase { database throws in
            for (text, micros) in [
                ("1969-12-31 23:59:59.999999+00", -978_307_200_000_001), ("2026-11-21 10:00:00.123457+00", 816_948_000_123_457),
            ] {
                let date: Date? = try await database.value("SELECT \(text)::timestamptz")
                #expect(date == Date(timeIntervalSinceReferenceDate: Double(micros) / 1_000_000))
                let same: Bool? = try await database.value("SELECT \(date) = \(text)::timestamptz")
                #expect(same == true)
            }
        }
    }

    @Test("arrays come back, empty ones and ones of bytes and IDs too")
    func arrays() async throws {
        try await roundTrip([[], ["a"], ["", "b,{}\"'", "é"]] as [[String]])
        try await roundTrip([[], [UUID(), UUID()]] as [[UUID]])
        try await roundTrip([[], [[]], [[1, 0], [255]]] as [[[UInt8]]])
        try await roundTrip([[], [1, .min]] as [[Int]])
        try await roundTrip([[], [.first, .second]] as [[Kind]])
    }

    @Test("JSON text is bound as jsonb and read from json too")
    func json() async throws {
        try await withDatabase { database throws in
            let stored: JSONText? = try await database.value("SELECT \(JSONText(#"{"b":[1,2],"a":"é"}"#))")
            #expect(stored?.text == #"{"a": "é", "b": [1, 2]}"#)
            let plain: JSONText? = try await database.value(#"SELECT '{"b" :1}'::json"#)
            #expect(plain?.text == #"{"b" :1}"#)
            let member: String? = try await database.value("SELECT \(JSONText(#"{"k":"v"}"#)) ->> 'k'")
            #expect(member == "v")
        }
    }

    @Test("an ID or an enumeration conforms through its raw value, and an unknown raw value is refused")
    func rawValues() async throws {
        try await roundTrip([Kind.first, .second])
        try await roundTrip([Identifier(rawValue: UUID())])
        try await withDatabase { database throws in
            let error = try await postgresError { let _: Kind? = try await database.value("SELECT 'hidden-value' AS kind") }
            guard case .undecodable("kind", let reason) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(!reason.contains("hidden-value"))
        }
    }

    @Test("narrow integers, varchar, name and float4 are read")
    func narrow() async throws {
        try await withDatabase { database throws in
            #expect(try await database.value("SELECT (-7)::int2", as: Int.self) == -7)
            #expect(try await database.value("SELECT (-7)::int4", as: Int.self) == -7)
            #expect(try await database.value("SELECT 'x'::varchar(3)", as: String.self) == "x")
            #expect(try await database.value("SELECT current_user", as: String.self)?.isEmpty == false)
            #expect(try await database.value("SELECT 1.5::float4", as: Double.self) == 1.5)
            #expect(try await database.value("SELECT ARRAY['x'::varchar]", as: [String].self) == ["x"])
        }
    }

    @Test("what PostgreSQL cannot hold is refused before it is sent, without quoting it")
    func refused() async throws {
        try await withDatabase { database throws in
            let statements: [SQL] = [
                "SELECT \("hidden\u{0}")", "SELECT \(["hidden\u{0}"])", "SELECT \(JSONText("\"\u{0}hidden\""))",
                "SELECT \(Date(timeIntervalSince1970: .infinity))", "SELECT \(Date(timeIntervalSince1970: .nan))",
                "SELECT \(Duration.seconds(Int64.max))",
            ]
            for statement in statements {
                let error = try await postgresError { try await database.execute(statement) }
                guard case .misuse(let text) = error else { return #expect(Bool(false), "\(String(describing: error))") }
                #expect(!text.contains("hidden"))
            }
        }
    }

    @Test("what no Swift value can say is undecodable")
    func undecodable() async throws {
        try await withDatabase { database throws in
            let bodies: [@Sendable (Session) throws -> Void] = [
                { let _: Date? = try $0.value("SELECT 'infinity'::timestamptz") },
                { let _: Date? = try $0.value("SELECT '-infinity'::timestamptz") },
                { let _: Duration? = try $0.value("SELECT '1 month'::interval") },
                { let _: [String]? = try $0.value("SELECT ARRAY['a', NULL]") },
                { let _: [Int]? = try $0.value("SELECT ARRAY[[1,2],[3,4]]") },
                { let _: [Int]? = try $0.value("SELECT ARRAY['a']") },
                { let _: Int? = try $0.value("SELECT 'a'") },
            ]
            for body in bodies {
                let error = try await postgresError { try await database.transaction { session in try body(session) } }
                guard case .undecodable = error else { return #expect(Bool(false), "\(String(describing: error))") }
            }
            #expect(try await database.value("SELECT '1 day 2 hours'::interval", as: Duration.self) == .seconds(26 * 3_600))
        }
    }
}

enum Kind: String, SQLValue { case first, second }

struct Identifier: RawRepresentable, Hashable, SQLValue { let rawValue: UUID }
