import Broker
import Foundation
import Testing

@Suite("the limits of texts")
struct TextLimitTests {
    @Test("stand in the reference as they are held against what is typed")
    func documented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/management-api.md"), encoding: .utf8)
        for limit in TextLimit.all {
            let unit = limit.countsBytes ? "bytes" : "characters"
            #expect(text.contains("\n| \(limit.name) | \(limit.minimum) | \(limit.maximum) | \(unit) |\n"), "\(limit.name)")
        }
        #expect(Set(TextLimit.all.map(\.name)).count == TextLimit.all.count)
    }

    @Test("count Unicode scalar values, as JSON Schema does, or bytes", arguments: TextLimit.all)
    func counted(_ limit: TextLimit) {
        for scalar in ["a", "é", "\u{1F600}"] {
            let longest = limit.countsBytes ? limit.maximum / scalar.utf8.count : limit.maximum
            #expect(limit.admits(String(repeating: scalar, count: longest)))
            #expect(!limit.admits(String(repeating: scalar, count: longest + 1)))
        }
        #expect(limit.admits("") == (limit.minimum == 0))
        // One character to a reader, many to a database.
        #expect(!limit.admits("a" + String(repeating: "\u{301}", count: limit.maximum)))
    }

    @Test("have patterns that are true of what is taken and false of what is refused")
    func patterns() throws {
        func matches(_ limit: TextLimit, _ text: String) throws -> Bool {
            try text.firstMatch(of: Regex(try #require(limit.pattern))) != nil
        }
        for (limit, taken, refused) in [
            (TextLimit.identifier, ["a", "A-1_z"], ["", "a b", "é", String(repeating: "x", count: 65)]),
            (.scope, ["read", "a:b/c", "~!#"], ["a b", "\"", "\\", "é"]), (.slug, ["a", "a-1"], ["-a", "a-", "A"]),
            (.email, ["ada@customer.example"], ["ada", "a b@c", "@"]), (.name, ["First", "é", " a "], [" ", "a\nb", "a\u{202E}b"]),
        ] {
            for text in taken { #expect(try matches(limit, text), "\(limit.name): \(text)") }
            for text in refused { #expect(try !matches(limit, text), "\(limit.name): \(text)") }
        }
    }
}
