import OAuth
import Testing

@Suite("the rules of PKCE")
struct CodeChallengeTests {
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    @Test("a challenge is sent with its method, or neither is (RFC 7636 §4.3)")
    func reads() throws {
        #expect(try Self.read([]) == nil)
        #expect(try Self.read([("code_challenge", "")]) == nil)
        #expect(try Self.read([("code_challenge", Self.challenge), ("code_challenge_method", "S256")]) == Self.challenge)
    }

    @Test(
        "any other method is invalid_request, plain and none among them",
        arguments: ["plain", "s256", "S512", "S256 ", "none", nil] as [String?])
    func methods(_ method: String?) {
        let error = #expect(throws: OAuthError.self) {
            try Self.read([("code_challenge", Self.challenge)] + (method.map { [("code_challenge_method", $0)] } ?? []))
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test("a method without a challenge is invalid_request", arguments: ["S256", "plain"])
    func methodAlone(_ method: String) {
        #expect(throws: OAuthError.self) { try Self.read([("code_challenge_method", method)]) }
    }

    /// One character short.
    private static let short = String(challenge.dropLast())
    private static let badChallenges: [String] = [
        "x", short, "\(challenge)=", "\(challenge)A", challenge.replacing("-", with: "+"), "\(short)=", "\(short) ", "\(short)é",
        "\(challenge.dropLast(2))é", "\(short)~", String(repeating: "A", count: 128),
    ]

    @Test("a challenge is 43 characters of base64url without padding", arguments: badChallenges)
    func malformedChallenges(_ challenge: String) {
        let error = #expect(throws: OAuthError.self) {
            try Self.read([("code_challenge", challenge), ("code_challenge_method", "S256")])
        }
        #expect(error?.code == .invalidRequest)
    }

    private static let goodVerifiers: [String] = [
        verifier, String(repeating: "a", count: 43), String(repeating: "~", count: 128), String(repeating: "-._~", count: 11),
    ]

    @Test("a verifier is 43 to 128 unreserved characters (RFC 7636 §4.1)", arguments: goodVerifiers)
    func verifiers(_ verifier: String) throws {
        #expect(try Self.verify(verifier) == verifier)
    }

    private static let almost = String(repeating: "a", count: 42)
    private static let badVerifiers: [String] = [
        almost, String(repeating: "a", count: 129), "\(almost)+", "\(almost)/", "\(almost)=", "\(almost) ", "\(almost)%",
        String(repeating: "é", count: 43), String(repeating: "a", count: 100_000),
    ]

    @Test("any other is invalid_request", arguments: badVerifiers)
    func malformedVerifiers(_ verifier: String) {
        let error = #expect(throws: OAuthError.self) { try Self.verify(verifier) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("none is none")
    func noVerifier() throws {
        #expect(try CodeChallenge.verifier(try OAuthParameters([])) == nil)
        #expect(try Self.verify("") == nil)
    }

    private static func read(_ parameters: [(String, String)]) throws -> String? {
        try CodeChallenge.read(try OAuthParameters(parameters.map { (name: $0.0, value: $0.1) }))
    }

    private static func verify(_ verifier: String) throws -> String? {
        try CodeChallenge.verifier(try OAuthParameters([(name: "code_verifier", value: verifier)]))
    }
}
