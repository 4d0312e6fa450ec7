import OAuth
import Testing

@Suite("how deep brackets stand in each other")
struct JSONDepthTests {
    @Test(
        "is counted outside of texts only",
        arguments: [
            ("", 0), ("1", 0), (#""[[[[""#, 0), ("{}", 1), ("[]", 1), (#"{"a":[1,{"b":2}]}"#, 3), ("[[],[],[[]]]", 3), ("[[[]]]", 3),
            (#"["]]]]","[[[["]"#, 1), (#"["\"[[[",["\\",["x"]]]"#, 3), (#"{"[[":{"]]":"{{"}}"#, 2), ("[[][][]]", 2),
        ])
    func depth(_ text: String, _ depth: Int) {
        let bytes = Array(text.utf8)
        #expect(!JSONKeyCount.isDeeper(than: depth, bytes))
        if depth > 0 { #expect(JSONKeyCount.isDeeper(than: depth - 1, bytes)) }
    }

    @Test("brackets that close again before take nothing back: the deepest counts")
    func closes() {
        #expect(JSONKeyCount.isDeeper(than: 2, Array("[[[]]][]".utf8)))
        #expect(JSONKeyCount.isDeeper(than: 2, Array("]]][[[[[[".utf8)))
    }

    @Test("sixteen levels of a body are read, and seventeen turned away before the parser sees them")
    func bodies() throws {
        func body(_ levels: Int, closed: Bool = true) -> [UInt8] {
            let open = #"{"a":"# + String(repeating: "[", count: levels - 1)
            return Array((closed ? open + String(repeating: "]", count: levels - 1) + "}" : open).utf8)
        }
        #expect(try JSONParameters.pairs(body(16)).isEmpty)
        for levels in [17, 1000, 60_000] {
            #expect(throws: OAuthError.self) { try JSONParameters.pairs(body(levels)) }
            #expect(throws: OAuthError.self) { try JSONParameters.pairs(body(levels, closed: false)) }
        }
    }
}
