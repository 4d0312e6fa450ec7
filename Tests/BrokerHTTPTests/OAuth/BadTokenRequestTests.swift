import Foundation
import TestSupport
import Testing

@Suite("token requests that are wrong", .database)
struct BadTokenRequestTests {
    struct BadBody: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let error: String
        /// Made of the right id, secret and code.
        let body: @Sendable (String, String, String) -> [UInt8]

        init(
            _ description: String, status: Int = 400, error: String = "invalid_request",
            _ body: @escaping @Sendable (_ id: String, _ secret: String, _ code: String) -> String
        ) {
            testDescription = description
            self.status = status
            self.error = error
            self.body = { Array(body($0, $1, $2).utf8) }
        }

        init(_ description: String, bytes: @escaping @Sendable (String, String, String) -> [UInt8]) {
            testDescription = description
            status = 400
            error = "invalid_request"
            body = bytes
        }

        static let all = [
            BadBody("nothing") { _, _, _ in "" },
            BadBody("broken JSON") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)""# },
            BadBody("trailing comma") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)",,}"# },
            BadBody("two objects") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)"}{}"# },
            BadBody("an array") { #"[{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)"}]"# },
            BadBody("a text") { _, _, _ in #""code""# }, BadBody("null") { _, _, _ in "null" }, BadBody("a number") { _, _, _ in "1" },
            BadBody("an empty object") { _, _, _ in "{}" },
            BadBody("a form") { "client_id=\($0)&client_secret=\($1)&code=\($2)" },
            BadBody("without the id") { _, secret, code in #"{"client_secret":"\#(secret)","code":"\#(code)"}"# },
            BadBody("without the secret") { id, _, code in #"{"client_id":"\#(id)","code":"\#(code)"}"# },
            BadBody("without the code") { id, secret, _ in #"{"client_id":"\#(id)","client_secret":"\#(secret)"}"# },
            BadBody("an empty id") { #"{"client_id":"","client_secret":"\#($1)","code":"\#($2)","x":"\#($0)"}"# },
            BadBody("an empty secret") { #"{"client_id":"\#($0)","client_secret":"","code":"\#($2)","x":"\#($1)"}"# },
            BadBody("an empty code") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"","x":"\#($2)"}"# },
            BadBody("a code that is an array") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":["\#($2)"]}"# },
            BadBody("a code that is an object") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":{"x":"\#($2)"}}"# },
            BadBody("a code that is a number") { id, secret, _ in #"{"client_id":"\#(id)","client_secret":"\#(secret)","code":1e400}"# },
            BadBody("a code that is true") { id, secret, _ in #"{"client_id":"\#(id)","client_secret":"\#(secret)","code":true}"# },
            BadBody("a code that is null") { id, secret, _ in #"{"client_id":"\#(id)","client_secret":"\#(secret)","code":null}"# },
            BadBody("a doubled id") { #"{"client_id":"\#($0)","client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)"}"# },
            BadBody("a code doubled under an escaped name") {
                #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)","c\u006fde":"x"}"#
            },
            BadBody("a doubled stranger") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)","x":1,"x":2}"# },
            BadBody("an oversized id") { _, secret, code in
                #"{"client_id":"\#(String(repeating: "a", count: 1025))","client_secret":"\#(secret)","code":"\#(code)"}"#
            },
            BadBody("an oversized secret") { id, _, code in
                #"{"client_id":"\#(id)","client_secret":"\#(String(repeating: "a", count: 1025))","code":"\#(code)"}"#
            },
            BadBody("an oversized code") { id, secret, _ in
                #"{"client_id":"\#(id)","client_secret":"\#(secret)","code":"\#(String(repeating: "a", count: 1025))"}"#
            },
            BadBody("a NUL in the code") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)\u0000"}"# },
            BadBody("a NUL in the id") { #"{"client_id":"\#($0)\u0000","client_secret":"\#($1)","code":"\#($2)"}"# },
            BadBody("a NUL in a name") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)","\u0000":"x"}"# },
            BadBody("a lone surrogate") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\ud800","x":"\#($2)"}"# },
            BadBody(
                "invalid UTF-8",
                bytes: { id, secret, _ in
                    Array(#"{"client_id":"\#(id)","client_secret":"\#(secret)","code":""#.utf8) + [0xC0, 0xAF, 0xFF] + Array(#""}"#.utf8)
                }),
            BadBody(
                "UTF-16",
                bytes: { id, secret, code in
                    Array(#"{"client_id":"\#(id)","client_secret":"\#(secret)","code":"\#(code)"}"#.data(using: .utf16) ?? Data()) + [
                        0xD8, 0x00,
                    ]
                }),
            BadBody("a hundred thousand nested arrays") { _, _, _ in
                String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
            },
            BadBody("thousands of members") { _, _, _ in "{" + (0..<6000).map { "\"\($0)\":1" }.joined(separator: ",") + "}" },
            BadBody("an unknown platform", status: 401, error: "invalid_client") {
                #"{"client_id":"\#($0)0","client_secret":"\#($1)","code":"\#($2)"}"#
            },
            BadBody("an id in other letters", status: 401, error: "invalid_client") {
                #"{"client_id":"x\#($0.uppercased())","client_secret":"\#($1)","code":"\#($2)"}"#
            },
            BadBody("an id full of SQL", status: 401, error: "invalid_client") {
                #"{"client_id":"' OR 1=1 --","client_secret":"\#($1)","code":"\#($2)","x":"\#($0)"}"#
            },
            BadBody("a wrong secret", status: 401, error: "invalid_client") {
                #"{"client_id":"\#($0)","client_secret":"\#($1)0","code":"\#($2)"}"#
            },
            BadBody("another grant type", error: "unsupported_grant_type") {
                #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)","grant_type":"password"}"#
            },
            BadBody("an unknown code", error: "invalid_grant") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#($2)x"}"# },
            BadBody("a code in other letters", error: "invalid_grant") {
                #"{"client_id":"\#($0)","client_secret":"\#($1)","code":"\#(String($2.map { $0.isLowercase ? Character($0.uppercased()) : Character($0.lowercased()) }))"}"#
            },
            BadBody("a code with a space", error: "invalid_grant") { #"{"client_id":"\#($0)","client_secret":"\#($1)","code":" \#($2)"}"# },
        ]
    }

    @Test("a bad body is refused by its kind, stores nothing and burns no code", arguments: BadBody.all)
    func refuses(_ bad: BadBody) async throws {
        try await Front.run { front in
            let code = try await front.code()
            let (id, secret) = (front.platform.platform.clientID, front.platform.secret.value)
            let body = bad.body(id, secret, code)
            try await front.storingNothing {
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    connection.send(
                        "POST \(front.base)/oauth/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            + "Content-Length: \(body.count)\r\n\r\n")
                    connection.send(body)
                    return try connection.readToEnd()
                }
                #expect(RawConnection.statuses(in: text) == [bad.status], "\(text.prefix(400))")
                #expect(text.contains(#""error":"\#(bad.error)""#), "\(text.suffix(200))")
                #expect(text.lowercased().contains("cache-control: no-store"))
            }
            #expect(try await front.exchange(code).status == 200)
        }
    }

    @Test(
        "only JSON is read, whatever its parameters",
        arguments: [
            ("application/json", 200), ("application/json; charset=utf-8", 200), ("Application/JSON;charset=UTF-8", 200),
            ("text/json", 400),
            ("application/x-www-form-urlencoded", 400), ("multipart/form-data; boundary=x", 400), ("text/plain", 400), ("", 400),
            ("application/jsonx", 400), (nil, 400),
        ] as [(String?, Int)])
    func contentType(_ type: String?, _ status: Int) async throws {
        try await Front.run { front in
            let code = try await front.code()
            let body =
                #"{"client_id":"\#(front.platform.platform.clientID)","client_secret":"\#(front.platform.secret.value)","code":"\#(code)"}"#
            let answer = try await front.tester.send(
                "POST", "\(front.base)/oauth/tokens", headers: type.map { [("Content-Type", $0)] } ?? [], body: body)
            #expect(answer.status == status)
            if let token = answer.json["access_token"] { front.world.secrets.add(token) }
        }
    }

    @Test("credentials in the URL are refused even where the body is right", arguments: ["client_id=x", "x", "client_secret=y&code=z"])
    func query(_ query: String) async throws {
        try await Front.run { front in
            let code = try await front.code()
            let answer = try await front.tester.postJSON(
                "\(front.base)/oauth/tokens?\(query)",
                ["client_id": front.platform.platform.clientID, "client_secret": front.platform.secret.value, "code": code])
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "invalid_request")
            #expect(try await front.exchange(code).status == 200)
        }
    }

    @Test("members nobody asked for are ignored (INTEROP row 1)")
    func ignoresStrangers() async throws {
        try await Front.run { front in
            let code = try await front.code()
            let body =
                #"{"client_id":"\#(front.platform.platform.clientID)","client_secret":"\#(front.platform.secret.value)","code":"\#(code)","allow_redirects":true,"data":{"a":[1,{"code":"x"}]},"redirect_uri":"https://evil.example","state":"s:{\"code\":"}"#
            let answer = try await front.tester.send(
                "POST", "\(front.base)/oauth/tokens", headers: [("Content-Type", "application/json")], body: body)
            #expect(answer.status == 200)
            front.world.secrets.add(try #require(answer.json["access_token"]))
        }
    }

    @Test("an unknown platform and a wrong secret cannot be told apart")
    func tellsNothing() async throws {
        try await Front.run { front in
            func attempt(_ id: String, _ secret: String) async throws -> HTTPTester.Answer {
                try await front.tester.postJSON("\(front.base)/oauth/tokens", ["client_id": id, "client_secret": secret, "code": "c"])
            }
            let wrong = try await attempt(front.platform.platform.clientID, "x")
            let unknown = try await attempt("0123456789abcdef0123456789abcdef", front.platform.secret.value)
            #expect(wrong.status == unknown.status)
            #expect(wrong.body == unknown.body)
            let names = Set(wrong.headers.map { $0.name.lowercased() })
            #expect(names == Set(unknown.headers.map { $0.name.lowercased() }))
        }
    }
}
