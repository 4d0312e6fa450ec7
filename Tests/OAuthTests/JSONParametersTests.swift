import Foundation
import OAuth
import Testing

@Suite("a JSON body as parameters")
struct JSONParametersTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let body: String
        let parameters: [String: String]

        init(_ body: String, _ parameters: [String: String]) {
            self.body = body
            self.parameters = parameters
        }

        var testDescription: String { body }
    }

    @Test(
        "string members are parameters; members of other types are nobody's",
        arguments: [
            Sample(#"{}"#, [:]),
            Sample(#"{"code":"a","state":""}"#, ["code": "a", "state": ""]),
            Sample(#" { "code" : "a b" } "#, ["code": "a b"]),
            Sample(#"{"\u0063ode":"\u00e9\/\"\\"}"#, ["code": "é/\"\\"]),
            Sample(#"{"code":1,"b":1.5e3,"c":true,"d":null,"state":"s"}"#, ["state": "s"]),
            Sample(#"{"code":["a"],"b":{"code":"x"},"state":"s"}"#, ["state": "s"]),
            Sample(#"{"nested":{"a":"1","a":"2"},"state":"s"}"#, ["state": "s"]),
            Sample(#"{"a":"not + decoded %41"}"#, ["a": "not + decoded %41"]),
        ])
    func reads(_ sample: Sample) throws {
        let pairs = try JSONParameters.pairs(Array(sample.body.utf8))
        #expect(Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) }) == sample.parameters)
    }

    @Test(
        "a key that comes twice is refused, however it is written and whatever it holds",
        arguments: [
            #"{"code":"a","code":"b"}"#,
            #"{"code":"a","code":"a"}"#,
            #"{"code":"a","\u0063ode":"b"}"#,
            #"{"\u0063ode":"a","code":"b"}"#,
            #"{"code":1,"code":"b"}"#,
            #"{"code":"a","code":null}"#,
            #"{"code":"a","x":{"y":":"},"code":["b"]}"#,
            #"{"":"a","":"b"}"#,
        ])
    func refusesDoubled(_ body: String) {
        let error = #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(body.utf8)) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "a parameter is given more than once")
    }

    @Test(
        "anything but one object is refused",
        arguments: [
            "", " ", "null", "1", "true", #""code""#, "[]", #"[{"code":"a"}]"#, "{", #"{"code"}"#, #"{"code":}"#, #"{"code":"a"}{}"#,
            #"{"code":"a"} x"#, #"{'code':'a'}"#, #"{code:"a"}"#, "code=a&state=b", #"{"code":"\u12"}"#, #"{"code":"a" /* b */}"#,
        ])
    func refusesOthers(_ body: String) {
        let error = #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(body.utf8)) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "the body is not a JSON object")
    }

    @Test("bytes that are not UTF-8 are refused")
    func refusesBadUTF8() {
        #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(#"{"code":""#.utf8) + [0xFF] + Array(#""}"#.utf8)) }
    }

    @Test(
        "text that is no JSON text is refused: a lone surrogate, a bare line break",
        arguments: [Array(#""\ud800""#.utf8), Array("\"a\nb\"".utf8)]
            as [[UInt8]])
    func refusesBrokenText(_ text: [UInt8]) {
        #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(#"{"code":"#.utf8) + text + Array("}".utf8)) }
    }

    @Test(
        "JSON is UTF-8 (RFC 8259 §8.1): other encodings are refused",
        arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian])
    func refusesOtherEncodings(_ encoding: String.Encoding) throws {
        let body = try #require(#"{"code":"a"}"#.data(using: encoding))
        #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(body)) }
    }

    @Test("a key that comes twice can't be hidden by writing the body in UTF-16")
    func refusesHiddenDoubles() throws {
        // U+2200 holds the byte of a quotation mark.
        let body = try #require("{\"code\":\"a\",\"x\":\"\u{2200}\",\"code\":\"b\"}".data(using: .utf16LittleEndian))
        #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(body)) }
    }

    @Test("a hundred members are read, one more is too many, strings or not")
    func boundsTheMembers() throws {
        func body(_ count: Int, value: String) -> [UInt8] {
            Array(("{" + (1...count).map { "\"p\($0)\":\(value)" }.joined(separator: ",") + "}").utf8)
        }
        #expect(try JSONParameters.pairs(body(100, value: "\"v\"")).count == 100)
        for value in ["\"v\"", "1"] {
            let error = #expect(throws: OAuthError.self) { try JSONParameters.pairs(body(101, value: value)) }
            #expect(error?.description == "the request has too many parameters")
        }
    }

    @Test("a body nested ten thousand deep is refused and ends nobody")
    func survivesDepth() {
        let deep = #"{"a":"# + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "}"
        #expect(throws: OAuthError.self) { try JSONParameters.pairs(Array(deep.utf8)) }
    }
}
