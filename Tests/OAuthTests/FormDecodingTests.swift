import OAuth
import Testing

@Suite("form decoding")
struct FormDecodingTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let text: String
        let pairs: [[String]]

        var testDescription: String { text }
    }

    @Test(
        "pairs come in order, decoded",
        arguments: [
            Sample(text: "", pairs: []),
            Sample(text: "&&", pairs: []),
            Sample(text: "a=1&b=2", pairs: [["a", "1"], ["b", "2"]]),
            Sample(text: "b=2&a=1&b=3", pairs: [["b", "2"], ["a", "1"], ["b", "3"]]),
            Sample(text: "a", pairs: [["a", ""]]),
            Sample(text: "a=", pairs: [["a", ""]]),
            Sample(text: "=v", pairs: [["", "v"]]),
            Sample(text: "a=b=c==", pairs: [["a", "b=c=="]]),
            Sample(text: "a+b=c+d", pairs: [["a b", "c d"]]),
            Sample(text: "a=%2B%20%26%3D", pairs: [["a", "+ &="]]),
            Sample(text: "c%6Fde=%c3%a9%C3%A9", pairs: [["code", "éé"]]),
            Sample(text: "a=%00", pairs: [["a", "\0"]]),
            Sample(text: "a=%2541", pairs: [["a", "%41"]]),
            Sample(text: "a;b=c", pairs: [["a;b", "c"]]),
            Sample(text: "é=ü", pairs: [["é", "ü"]]),
        ])
    func decodes(_ sample: Sample) throws {
        let pairs = try FormDecoding.pairs(sample.text)
        #expect(pairs.map { [$0.name, $0.value] } == sample.pairs)
    }

    @Test(
        "bad percent-encoding is refused, not repaired",
        arguments: ["a=%", "a=%4", "a=%4g", "a=%g4", "a=%%41", "a=% 1", "%=a", "%zz=a", "a=1&b=%u0041", "a=%+1", "a=%-1", "a=%é"])
    func refusesBadPercent(_ text: String) {
        let error = #expect(throws: OAuthError.self) { try FormDecoding.pairs(text) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "a parameter is not percent-encoded correctly")
    }

    @Test(
        "bytes that are not UTF-8 are refused: stray, cut short, overlong, surrogate, beyond Unicode",
        arguments: ["a=%ff", "a=%80", "a=%C3", "a=%C3A", "%ff=a", "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%E2%82"])
    func refusesBadUTF8(_ text: String) {
        let error = #expect(throws: OAuthError.self) { try FormDecoding.pairs(text) }
        #expect(error?.description == "a parameter is not valid UTF-8")
    }

    @Test("a hundred pairs are read, one more is too many, and empty ones do not count")
    func boundsThePairs() throws {
        let hundred = (1...100).map { "p\($0)=v" }.joined(separator: "&")
        #expect(try FormDecoding.pairs(hundred).count == 100)
        #expect(try FormDecoding.pairs("&&" + hundred).count == 100)
        let error = #expect(throws: OAuthError.self) { try FormDecoding.pairs(hundred + "&q=v") }
        #expect(error?.description == "the request has too many parameters")
        #expect(throws: OAuthError.self) { try FormDecoding.pairs(String(repeating: "a&", count: 100_000)) }
    }
}
