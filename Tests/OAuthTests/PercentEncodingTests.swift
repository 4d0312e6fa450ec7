import OAuth
import Testing

@Suite("percent-encoding for a query")
struct PercentEncodingTests {
    @Test("unreserved characters stand for themselves (RFC 3986 §2.3)")
    func keepsUnreserved() {
        let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        #expect(PercentEncoding.query(unreserved) == unreserved)
    }

    @Test(
        "everything else is encoded, in upper-case hex and two digits",
        arguments: [
            ("", ""), (" ", "%20"), ("+", "%2B"), ("&=", "%26%3D"), ("#?/", "%23%3F%2F"), ("%41", "%2541"), ("\0\n", "%00%0A"),
            ("é", "%C3%A9"),
            ("🦉", "%F0%9F%A6%89"), ("'\"<>", "%27%22%3C%3E"), (";,:@!$()*[]", "%3B%2C%3A%40%21%24%28%29%2A%5B%5D"),
            ("\u{7F}\\^`{|}", "%7F%5C%5E%60%7B%7C%7D"),
        ])
    func encodes(value: String, encoded: String) {
        #expect(PercentEncoding.query(value) == encoded)
    }

    @Test("every ASCII character comes back from the decoder as it was")
    func roundTrips() throws {
        let all = String(String.UnicodeScalarView((0..<128).compactMap(Unicode.Scalar.init))) + "é🦉"
        let pairs = try FormDecoding.pairs("state=" + PercentEncoding.query(all))
        #expect(pairs.map(\.value) == [all])
    }
}
