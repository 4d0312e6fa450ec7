import Foundation
import Model
import TestSupport
import Testing

@Suite("texts of every kind through the management API", .database)
struct NaughtyTextTests {
    /// What a name may be, however odd.
    static let taken: [String] = [
        "Café", "Cafe\u{301}", "ﬁ", "ＦＵＬＬ", "İstanbul ıI", "ǅ", "ß ẞ", "Ω Ω", "K K", "Å Å", "日本語", "한국어", "한국어", "עברית", "العربية",
        "Zal͑g̬ò", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "a\u{200B}b", "a\u{200D}b", "\u{FEFF}bom", "a\u{00AD}b", "a\u{200E}b", "a\u{00A0}b", "a\u{3000}b",
        "undefined", "null", "NaN", "true", "0", "-1", "1e309", "0x0", "' OR 1=1 --", "\"; DROP TABLE account; --", "$(touch x)", "`id`",
        "%00", "%n%s%p", "{{7*7}}", "{{{name}}}", "<script>alert(1)</script>", "<b>", "&amp;", "&#x41;", "]]>", "\\", "\\u0041", "/../..",
        "C:\\nul", "CON", "javascript:alert(1)", "data:text/html,x", "a'b\"c`d", "\u{10FFFF}", "\u{FFFD}", "\u{FFFF}", "\u{E000}", "١٢٣",
        " a ",
        String(repeating: "é", count: 200), String(repeating: "\u{1F600}", count: 200), "a" + String(repeating: "\u{301}", count: 199),
    ]

    @Test("names come back byte for byte as they were given, in answers, lists and pages")
    func roundTrip() async throws {
        try await Desk.run { desk in
            let email = "ada@first.example"
            var ids: [String] = []
            for (number, name) in Self.taken.enumerated() {
                let made = try await desk.call("POST", "accounts", try Self.json(["name": name, "id": "n\(number)"]))
                #expect(made.status == 201, "\(name.debugDescription): \(made.body)")
                ids.append("n\(number)")
                #expect(made.named.map { Array($0.utf8) } == Array(name.utf8), "\(name.debugDescription)")
                let shown = try await desk.call("GET", "accounts/n\(number)")
                #expect(shown.named.map { Array($0.utf8) } == Array(name.utf8))
            }
            let listed = try await desk.call("GET", "accounts?limit=200").names
            #expect(listed.map { Array($0.utf8) } == Self.taken.reversed().map { Array($0.utf8) })
            // A filter is bytes too.
            let narrow = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."\u{7F}"))
            for (number, name) in Self.taken.enumerated() where name.utf8.count < 100 {
                let query = try #require(name.addingPercentEncoding(withAllowedCharacters: narrow))
                let found = try await desk.call("GET", "accounts?name=\(query)&limit=200").rows.compactMap { $0["id"] as? String }
                #expect(found.contains("n\(number)"), "\(name.debugDescription)")
            }
            _ = try await desk.world.user(email, name: "a\u{200B}<b>", in: [], of: desk.tenant)
            for id in ids {
                let user = try #require(try await desk.call("GET", "users?email=\(email)").rows.first?["id"] as? String)
                #expect(
                    [200, 201].contains(try await desk.call("PUT", "memberships/\(id)/\(user)", #"{"roles":["administrator"]}"#).status))
            }
        }
    }

    @Test("what is no text, or no name, is refused and never stored")
    func refusals() async throws {
        try await Desk.run { desk in
            let before = try await desk.world.rowCounts()
            for name in [
                #"\ud800"#, #"\udc00"#, #"\ud800x"#, #"\udc00\ud800"#, #"\u0000"#, #"a\u0000b"#, #"\u202eabc"#, #"\u2066a"#, #"a\u2028b"#,
                #"a\rb"#, #"\u0085"#, #"\u001b[31m"#, #"\u007f"#, " ", #"\u00a0"#, #"\u200b"#, #"\ufeff\u200d"#, #"\u3000"#, "",
            ] {
                let answer = try await desk.call("POST", "accounts", "{\"name\":\"\(name)\"}")
                #expect([400, 422].contains(answer.status), "\(name): \(answer.body)")
            }
            for bytes: [UInt8] in [
                [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xFF], [0x80],
                [0xF4, 0x90, 0x80, 0x80],
                [0xE2, 0x82],
            ] {
                let percent = bytes.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
                let answer = try await desk.call("GET", "accounts?name=\(percent)")
                #expect(answer.isProblem(400, "malformed-request"), "\(percent): \(answer.body)")
            }
            let long = try await desk.call("POST", "accounts", "{\"name\":\"\(String(repeating: "x", count: 65_000))\"}")
            #expect(long.isProblem(422, "invalid-input", fields: ["name"]))
            let longest = try await desk.call("POST", "accounts", "{\"name\":\"\(String(repeating: "x", count: 66_000))\"}")
            #expect(longest.status == 413)
            for body in [#"{"name":"a","na\u006de":"b"}"#, #"{"name":"a","name":"b"}"#, "{\"\u{e9}\":1,\"e\u{301}\":2,\"name\":\"a\"}"] {
                #expect([400, 422].contains(try await desk.call("POST", "accounts", body).status), "\(body)")
            }
            #expect(try await desk.world.rowCounts() == before)
        }
    }

    private static func json(_ members: [String: String]) throws -> String {
        String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
    }
}

extension HTTPTester.Answer {
    private struct Named: Decodable {
        let name: String
    }

    private struct Names: Decodable {
        let data: [Named]
    }

    /// Not by `JSONSerialization`, which takes a byte order mark from the beginning of a text.
    fileprivate var named: String? { (try? JSONDecoder().decode(Named.self, from: Data(body.utf8)))?.name }
    fileprivate var names: [String] { (try? JSONDecoder().decode(Names.self, from: Data(body.utf8)))?.data.map(\.name) ?? [] }
}
