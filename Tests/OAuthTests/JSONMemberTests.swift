import Foundation
import OAuth
import Testing

@Suite("the text of one member of a JSON object")
struct JSONMemberTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let body: String
        let text: String?
        var testDescription: String { body }

        init(_ body: String, _ text: String?) {
            self.body = body
            self.text = text
        }
    }

    @Test(
        "is what stands there, byte for byte",
        arguments: [
            Sample(#"{"tpd":{"a":1}}"#, #"{"a":1}"#),
            Sample(#"{"tpd":{}}"#, "{}"),
            Sample(" {\n\"tpd\" :\t{ \"b\" : 1 ,\"a\":2 }\r\n, \"x\":1 } ", #"{ "b" : 1 ,"a":2 }"#),
            Sample(#"{"x":1,"tpd":{"k":"\u00e9é\/\"}"}}"#, #"{"k":"\u00e9é\/\"}"}"#),
            Sample(#"{"tpd":1.50e+3,"x":2}"#, "1.50e+3"), Sample(#"{"tpd": null }"#, "null"), Sample(#"{"tpd":true}"#, "true"),
            Sample(#"{"tpd":"a,b}"}"#, #""a,b}""#), Sample(#"{"tpd":[1,[2,{"x":[3]}]],"y":0}"#, #"[1,[2,{"x":[3]}]]"#),
            Sample(#"{"tpd":"","x":"}"}"#, #""""#), Sample(#"{"":1,"tpd":2}"#, "2"),
        ])
    func reads(_ sample: Sample) {
        #expect(Self.text("tpd", in: sample.body) == sample.text)
    }

    @Test(
        "is not what only looks like it: in another object, in a text, under another key",
        arguments: [
            Sample(#"{"x":{"tpd":{"evil":1}},"tpd":{"good":1}}"#, #"{"good":1}"#),
            Sample(#"{"x":[{"tpd":1},{"tpd":2}],"tpd":3}"#, "3"),
            Sample(#"{"x":"\"tpd\":{\"evil\":1}","tpd":3}"#, "3"),
            Sample(#"{"x":"\\","tpd":3}"#, "3"), Sample(#"{"x":"\\\"","tpd":3}"#, "3"),
            Sample(#"{"x":"tpd","tpd":3}"#, "3"), Sample(#"{"tpd ":1,"TPD":2,"tp":4,"tpdx":5,"tpd":3}"#, "3"),
            Sample(#"{"\"tpd":1,"tpd":3}"#, "3"), Sample(#"{"a:b":{"tpd":1},"tpd":3}"#, "3"),
            Sample(#"{"x":"{","y":"[","z":"}","tpd":3}"#, "3"), Sample(#"{"x":{"y":"}"},"tpd":3}"#, "3"),
            Sample(#"{"x":"a\\\\","y":"\\\",\"tpd\":1","tpd":3}"#, "3"),
            Sample(#"{"x":{"tpd":1}}"#, nil), Sample(#"{"x":"tpd"}"#, nil), Sample(#"{"x":["tpd",{"tpd":1}]}"#, nil),
            // Spelt with escapes it is nobody's: a second spelling would be a second place to look.
            Sample(#"{"t\u0070d":1}"#, nil), Sample("{}", nil), Sample(" { } ", nil),
        ])
    func isNotFooled(_ sample: Sample) {
        #expect(Self.text("tpd", in: sample.body) == sample.text)
    }

    @Test("of every object there can be made, each member's text is that member", arguments: 1...40)
    func generated(_ seed: UInt64) throws {
        var maker = ObjectMaker(seed: seed)
        for _ in 0..<25 {
            let object = maker.object(depth: 3)
            for options in [JSONSerialization.WritingOptions.sortedKeys, [.prettyPrinted], [.withoutEscapingSlashes, .sortedKeys]] {
                let body = try JSONSerialization.data(withJSONObject: object, options: options)
                for (key, value) in object where !key.contains(where: { "\"\\/\n".contains($0) }) {
                    let text = try #require(JSONMember.text(key, in: Array(body)))
                    let read = try JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
                    #expect((read as? NSObject) == (value as? NSObject), "\(String(decoding: body, as: UTF8.self))")
                }
            }
        }
    }

    @Test("64 KiB of keys, brackets or backslashes are read through once and end nobody")
    func large() {
        let keys = "{" + (0..<6000).map { "\"k\($0)\":0" }.joined(separator: ",") + ",\"tpd\":{\"a\":1}}"
        #expect(Self.text("tpd", in: keys) == #"{"a":1}"#)
        let deep = String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
        #expect(Self.text("tpd", in: #"{"x":"# + deep + #","tpd":1}"#) == "1")
        #expect(Self.text("tpd", in: #"{"x":""# + String(repeating: #"\\"#, count: 30_000) + #"","tpd":1}"#) == "1")
    }

    private static func text(_ name: String, in body: String) -> String? {
        JSONMember.text(name, in: Array(body.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Makes JSON objects full of what could mislead a scanner, the same for the same seed.
private struct ObjectMaker {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private static let texts = ["", "tpd", "\"", "\\", "\\\"", "{", "}", "[", "]", ",", ":", "a,b:c", "\n\t", "é🦉", "\"tpd\":1", "//"]

    mutating func object(depth: Int) -> [String: Any] {
        var object: [String: Any] = [:]
        for _ in 0..<next(6) { object[Self.texts[next(Self.texts.count)] + "\(next(4))"] = value(depth: depth) }
        return object
    }

    private mutating func value(depth: Int) -> Any {
        switch next(depth > 0 ? 7 : 5) {
        case 0: return next(1000)
        case 1: return Bool(next(2) == 0)
        case 2: return NSNull()
        case 3, 4: return Self.texts[next(Self.texts.count)] + Self.texts[next(Self.texts.count)]
        case 5: return (0..<next(4)).map { _ in value(depth: depth - 1) }
        default: return object(depth: depth - 1)
        }
    }

    private mutating func next(_ limit: Int) -> Int {
        // Knuth's MMIX generator.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
