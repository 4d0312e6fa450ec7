import OAuth
import Testing

@Suite("answering at a redirect URI")
struct RedirectURIAnswerTests {
    @Test(
        "parameters are added to whatever query is there",
        arguments: [
            ("https://partner.example/cb", "https://partner.example/cb?state=s&code=c"),
            ("https://partner.example", "https://partner.example?state=s&code=c"),
            ("https://partner.example/cb?", "https://partner.example/cb?state=s&code=c"),
            ("https://partner.example/cb?a=1", "https://partner.example/cb?a=1&state=s&code=c"),
            ("https://partner.example/cb?a=1&", "https://partner.example/cb?a=1&state=s&code=c"),
            ("https://partner.example/cb?a=%2F&b=?x", "https://partner.example/cb?a=%2F&b=?x&state=s&code=c"),
        ])
    func appends(uri: String, answer: String) {
        #expect(RedirectURI.appending([("state", "s"), ("code", "c")], to: uri) == answer)
    }

    @Test("a query that ends in a question mark of its own (RFC 3986 §3.4) is told from what follows")
    func endsInQuestionMark() {
        #expect(RedirectURI.appending([("code", "c")], to: "https://partner.example/cb?b=?") == "https://partner.example/cb?b=?&code=c")
    }

    @Test("a state comes back as it was, whatever it holds")
    func keepsState() throws {
        let state = String(String.UnicodeScalarView((1..<128).compactMap(Unicode.Scalar.init))) + "é🦉&code=evil#x"
        let answer = RedirectURI.appending([("code", "c"), ("state", state)], to: "https://partner.example/cb?a=1")
        #expect(!answer.contains("#"))
        let query = try #require(answer.split(separator: "?", maxSplits: 1).last)
        let pairs = try FormDecoding.pairs(query)
        #expect(pairs.map(\.name) == ["a", "code", "state"])
        #expect(pairs.map(\.value) == ["1", "c", state])
    }

    @Test(
        "the origin is scheme, host and port",
        arguments: [
            ("https://partner.example/cb", "https://partner.example"), ("https://partner.example", "https://partner.example"),
            ("https://partner.example:8443/a/b?x=/y", "https://partner.example:8443"),
            ("https://partner.example?x=1", "https://partner.example"),
            ("http://[::1]:8080/cb", "http://[::1]:8080"), ("nonsense", "'none'"), ("", "'none'"), ("https:/x", "'none'"),
        ])
    func origin(uri: String, origin: String) {
        #expect(RedirectURI.origin(of: uri) == origin)
    }

    @Test(
        "people read the host, with its port where there is one",
        arguments: [
            ("https://partner.example/cb", "partner.example"), ("https://partner.example:8443/cb", "partner.example:8443"),
            ("http://127.0.0.1:3000/cb", "127.0.0.1:3000"), ("http://[::1]:8080?x", "[::1]:8080"),
        ])
    func authority(uri: String, authority: String) {
        #expect(RedirectURI.authority(of: uri) == authority)
    }
}
