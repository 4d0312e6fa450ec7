import OAuth
import Testing

@Suite("the scopes of a request")
struct ScopeListTests {
    @Test(
        "are read in their order, each once, by the dialect's separator",
        arguments: [
            ("read write", " ", ["read", "write"]), ("read,write", ",", ["read", "write"]), ("read,write", " ", ["read,write"]),
            (" read  write ", " ", ["read", "write"]), (",read,,write,", ",", ["read", "write"]), ("read read read", " ", ["read"]),
            ("b a b c a", " ", ["b", "a", "c"]), ("", " ", []), (" ", " ", []), (",", ",", []), ("Read read", " ", ["Read", "read"]),
            // Nobody registered these, and so nobody gets them.
            ("read\twrite", " ", ["read\twrite"]), ("read *", " ", ["read", "*"]), ("read, write", ",", ["read", " write"]),
        ] as [(String, Character, [String])])
    func reads(_ text: String, _ separator: Character, _ scopes: [String]) throws {
        #expect(try ScopeList.read(text, separator: separator) == scopes)
    }

    @Test("none is none")
    func none() throws {
        #expect(try ScopeList.read(nil, separator: " ") == [])
    }

    @Test("a hundred different ones and 8,192 bytes, and no more of either")
    func bounds() throws {
        func list(_ count: Int) -> String { (0..<count).map { "s\($0)" }.joined(separator: " ") }
        #expect(try ScopeList.read(list(100), separator: " ").count == 100)
        #expect(throws: OAuthError.invalidScope("the scope names more than 100 scopes")) {
            try ScopeList.read(list(101), separator: " ")
        }
        #expect(try ScopeList.read(String(repeating: "a", count: 8192), separator: " ").first?.utf8.count == 8192)
        #expect(throws: OAuthError.invalidScope("the scope is malformed")) {
            try ScopeList.read(String(repeating: "a", count: 8193), separator: " ")
        }
    }

    @Test("what is not ASCII is malformed", arguments: ["é", "read\u{A0}write", "\u{202E}read", "read \u{FF52}ead", "re\u{301}ad"])
    func ascii(_ text: String) {
        let error = #expect(throws: OAuthError.self) { try ScopeList.read(text, separator: " ") }
        #expect(error?.code == .invalidScope)
    }

    @Test(
        "64 KiB of anything is turned away by its length, before it is taken apart",
        arguments: [
            String(repeating: "a ", count: 32 * 1024), String(repeating: " ", count: 64 * 1024), String(repeating: "a", count: 64 * 1024),
            String(repeating: "é", count: 32 * 1024), String(repeating: "e\u{301}", count: 20 * 1024),
        ])
    func large(_ text: String) {
        // Not "names more than": that is said by who has counted them.
        #expect(throws: OAuthError.invalidScope("the scope is malformed")) { try ScopeList.read(text, separator: " ") }
    }
}
