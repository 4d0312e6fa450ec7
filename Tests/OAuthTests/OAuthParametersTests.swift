import OAuth
import Testing

@Suite("the parameters of one request")
struct OAuthParametersTests {
    @Test("a parameter is read by its name, exactly")
    func reads() throws {
        let parameters = try OAuthParameters([("code", "abc"), ("state", "x y")])
        #expect(parameters["code"] == "abc")
        #expect(parameters["state"] == "x y")
        #expect(parameters["Code"] == nil)
        #expect(parameters["nonce"] == nil)
    }

    @Test("a name that comes twice is refused (RFC 6749 §3.1)", arguments: [("a", "b"), ("a", "a"), ("", ""), ("a", "")])
    func refusesDoubled(first: String, second: String) {
        let error = #expect(throws: OAuthError.self) {
            try OAuthParameters([("code", first), ("state", "s"), ("code", second)])
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "code is given more than once")
    }

    @Test("names that differ in case are different parameters")
    func caseMatters() throws {
        let parameters = try OAuthParameters([("code", "a"), ("CODE", "b")])
        #expect(parameters["code"] == "a")
        #expect(parameters["CODE"] == "b")
    }

    @Test("a name nobody knows is not shown back", arguments: ["Call +1 555 0100", "<script>", "codes", "\u{7}"])
    func hidesUnknown(_ name: String) {
        let error = #expect(throws: OAuthError.self) { try OAuthParameters([(name, "1"), (name, "2")]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "a parameter is given more than once")
    }

    @Test(
        "a NUL is refused wherever it stands",
        arguments: [("co\0de", "a"), ("\0", "a"), ("code", "\0"), ("code", "a\0"), ("code", "\0a")])
    func refusesNUL(name: String, value: String) {
        let error = #expect(throws: OAuthError.self) { try OAuthParameters([(name, value)]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description == "a parameter contains a NUL character")
    }

    @Test("an empty value counts as absent (RFC 6749 §3.1)")
    func emptyIsAbsent() throws {
        let parameters = try OAuthParameters([("code", "")])
        #expect(parameters["code"] == nil)
        let error = #expect(throws: OAuthError.self) { try parameters.required("code") }
        #expect(error?.description == "the parameter code is missing or not a text")
    }

    @Test("a required parameter that is absent is named in the refusal")
    func namesTheMissing() throws {
        let parameters = try OAuthParameters([("code", "a")])
        let error = #expect(throws: OAuthError.self) { try parameters.required("client_id") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.description.contains("client_id") == true)
    }

    @Test("a required parameter may be as long as its bound, counted in bytes")
    func boundsTheLength() throws {
        let parameters = try OAuthParameters([("ascii", String(repeating: "a", count: 1024)), ("two", String(repeating: "é", count: 8))])
        #expect(try parameters.required("ascii").count == 1024)
        #expect(throws: OAuthError.self) { try parameters.required("ascii", maximumLength: 1023) }
        #expect(try parameters.required("two", maximumLength: 16).count == 8)
        #expect(throws: OAuthError.self) { try parameters.required("two", maximumLength: 15) }
    }
}
