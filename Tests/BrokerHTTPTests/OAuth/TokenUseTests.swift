import TestSupport
import Testing

@Suite("requests with a token that are wrong", .database)
struct TokenUseTests {
    @Test(
        "an unusable Authorization header is 401 with a challenge, and stores nothing", arguments: ["/auth", "/oauth/deauthorize"],
        [
            nil, "", "Token", "Token ", "Token x", "Bearer x", "Basic x", "Token x y", "Token\tx", "Token x,y", "Token \"x\"", "tOKEN x",
            "Token " + String(repeating: "a", count: 3000), "Token ' OR 1=1", "Token %00",
        ] as [String?])
    func refuses(_ path: String, _ header: String?) async throws {
        try await Front.run { front in
            try await front.storingNothing {
                let answer = try await front.tester.send(
                    "POST", front.base + path, headers: header.map { [("Authorization", $0)] } ?? [])
                #expect(answer.status == 401)
                #expect(answer.json["error"] == "invalid_token")
                let challenge = try #require(answer["WWW-Authenticate"])
                #expect(challenge == (header == nil ? "Token" : #"Token error="invalid_token""#))
            }
        }
    }

    @Test(
        "a wrong method is 405 and says which is right",
        arguments: [
            ("/oauth/tokens", "GET", "POST"), ("/oauth/tokens", "PUT", "POST"), ("/oauth/tokens", "OPTIONS", "POST"),
            ("/auth", "DELETE", "POST, GET, HEAD"), ("/auth", "OPTIONS", "POST, GET, HEAD"), ("/oauth/deauthorize", "GET", "POST"),
            ("/oauth/deauthorize", "HEAD", "POST"), ("/consent", "GET", "POST"), ("/sign-out", "GET", "POST"),
            ("/sign-in", "PUT", "GET, POST, HEAD"), ("/", "POST", "GET, HEAD"), ("/logos/x", "POST", "GET, HEAD"),
        ])
    func methods(_ path: String, _ method: String, _ allowed: String) async throws {
        try await Front.run { front in
            let answer = try await front.tester.send(method, front.base + path)
            #expect(answer.status == 405)
            #expect(answer["Allow"] == allowed)
        }
    }

    @Test("a body a token request of this kind does not need is ignored, large ones are not read")
    func bodies() async throws {
        try await Front.run { front in
            let token = try await front.token()
            let header = [("Authorization", "Token \(token)")]
            #expect(try await front.tester.send("POST", "\(front.base)/auth", headers: header, body: "x=1").status == 200)
            let large = String(repeating: "x", count: 64 * 1024 + 1)
            #expect(try await front.tester.send("POST", "\(front.base)/auth", headers: header, body: large).status == 413)
            #expect(try await front.validate(token).status == 200)
        }
    }

    @Test(
        "no path with a slash, a dot or a case too many reaches an endpoint",
        arguments: ["/Auth", "/auth/x", "/auth%2f", "/oauth/token", "/%61uth/../auth", "/auth;x"])
    func paths(_ path: String) async throws {
        try await Front.run { front in
            let token = try await front.token()
            let answer = try await front.tester.send("POST", front.base + path, headers: [("Authorization", "Token \(token)")])
            #expect(answer.status == 404)
        }
    }
}
