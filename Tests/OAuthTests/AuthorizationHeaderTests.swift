import OAuth
import Testing

@Suite("the Authorization header")
struct AuthorizationHeaderTests {
    @Test(
        "the scheme compares without case, the token with it",
        arguments: [
            ("Bearer AbC", "Bearer"), ("bearer AbC", "Bearer"), ("BEARER AbC", "Bearer"), ("bEaReR AbC", "bearer"), ("Token AbC", "Token"),
            ("token AbC", "Token"),
        ])
    func readsToken(header: String, scheme: String) throws {
        #expect(try AuthorizationHeader.token(in: [header], scheme: scheme) == "AbC")
    }

    @Test("every character of a token68 may stand in a token (RFC 6750 §2.1)")
    func readsToken68() throws {
        let token = "ABCXYZabcxyz0189-._~+/=="
        #expect(try AuthorizationHeader.token(in: ["Bearer \(token)"], scheme: "Bearer") == token)
    }

    @Test("no header is no token, which is not an error")
    func absent() throws {
        #expect(try AuthorizationHeader.token(in: [], scheme: "Bearer") == nil)
    }

    @Test(
        "whatever is not the scheme, one space and a token is refused",
        arguments: [
            "", " ", "Bearer", "Bearer ", "Bearer  abc", " Bearer abc", "Bearer abc ", "Bearer abc def", "Bearer\tabc", "Bearer abc\t",
            "abc",
            "Basic abc", "Token abc", "Bearerabc", "Bearer: abc", "Bearer abc,Bearer def", "Bearer \"abc\"", "Bearer a\\b", "Bearer a%20b",
            "Bearer a\u{0}b", "Bearer a\u{7F}", "Bearer é", "Bearer a\r\nX: y", "Bearer a&b", "Bearer a;b", "Bearer a@b", "Bearer ｂ",
            "Bearer {}",
        ])
    func refusesOthers(_ header: String) {
        let error = #expect(throws: OAuthError.self) { try AuthorizationHeader.token(in: [header], scheme: "Bearer") }
        #expect(error?.code == .invalidToken)
        #expect(error?.description == "the Authorization header must be: Bearer ACCESS_TOKEN")
    }

    @Test(
        "two headers are refused, even where both say the same",
        arguments: [["Bearer a", "Bearer a"], ["Bearer a", ""], ["Basic a", "Bearer a"]])
    func refusesTwo(_ headers: [String]) {
        let error = #expect(throws: OAuthError.self) { try AuthorizationHeader.token(in: headers, scheme: "Bearer") }
        #expect(error?.code == .invalidToken)
    }

    @Test("a token may have 2048 characters and not one more")
    func boundsTheLength() throws {
        let longest = String(repeating: "a", count: 2048)
        #expect(try AuthorizationHeader.token(in: ["Bearer \(longest)"], scheme: "Bearer") == longest)
        #expect(throws: OAuthError.self) { try AuthorizationHeader.token(in: ["Bearer \(longest)a"], scheme: "Bearer") }
    }

    @Test("the refusal names the dialect's scheme and never the token")
    func namesTheScheme() {
        let error = #expect(throws: OAuthError.self) { try AuthorizationHeader.token(in: ["Bearer s3cret!"], scheme: "Token") }
        #expect(error?.description.contains("Token ACCESS_TOKEN") == true)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
    }
}
