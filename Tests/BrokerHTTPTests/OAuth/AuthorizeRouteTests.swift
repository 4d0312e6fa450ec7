import Foundation
import TestSupport
import Testing

@Suite("authorization requests that are wrong", .database)
struct AuthorizeRouteTests {
    @Test(
        "an unknown platform is a page of status 404, never a redirect, and nothing is stored",
        arguments: [
            "0123456789abcdef0123456789abcdef", "%27%20OR%201=1--", "%00", "%FF%FE", "..", "%2e%2e%2f", "x", "%3Cscript%3E", "~",
            String(repeating: "a", count: 4000),
        ])
    func unknownPlatform(_ clientID: String) async throws {
        try await Front.run { front in
            try await front.storingNothing {
                let answer = try await front.tester.get(
                    "\(front.base)/oauth/open-api/\(clientID)?state=s", headers: [("Accept", "text/html")])
                #expect(answer.status == 404)
                #expect(answer["Location"] == nil)
                #expect(answer["Content-Type"] == "text/html; charset=utf-8")
            }
        }
    }

    @Test(
        "parameters nobody can read go back to the platform as invalid_request, and store nothing",
        arguments: [
            "state=a&state=b", "x=1&x=2", "state=%C0%AF", "state=%ff", "state=a%00b", "%00=1",
            "state=" + String(repeating: "s", count: 4097), (0..<200).map { "p\($0)=1" }.joined(separator: "&"),
        ])
    func badParameters(_ query: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            _ = try await front.consent(in: browser)
            try await front.storingNothing {
                let answer = try await browser.get("\(front.authorization)?\(query)")
                #expect(answer.status == 302)
                #expect(answer["Location"]?.hasPrefix("\(World.redirectURI)?error=invalid_request") == true)
                #expect(answer["Location"]?.contains("error_description") == false)
            }
        }
    }

    @Test("so does an encoding no client would send", arguments: ["state=%", "state=%zz", "state=%e", "%=1"])
    func badEncoding(_ query: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            _ = try await front.consent(in: browser)
            let cookie = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            let text = try await RawConnection.talk(to: front.tester.port) { connection in
                connection.send("GET \(front.authorization)?\(query) HTTP/1.1\r\nHost: x\r\nCookie: \(cookie)\r\nConnection: close\r\n\r\n")
                return try connection.readToEnd()
            }
            #expect(RawConnection.statuses(in: text) == [302])
            #expect(text.contains("\(World.redirectURI)?error=invalid_request"))
        }
    }

    @Test(
        "what a request says beside state changes nothing: the registered redirect URI is the only one",
        arguments: [
            "redirect_uri=https://evil.example", "client_id=x", "response_type=token", "response_mode=fragment", "code=x", "scope=*",
            "error=access_denied&error_description=Call+555",
        ])
    func ignoresTheRest(_ query: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let page = try await browser.signIn(at: "\(front.authorization)?\(query)&state=s", email: Front.email, base: front.base)
            #expect(page.status == 200)
            #expect(!page.body.contains("Call 555"))
            let answer = try await browser.decide("allow", on: page.body, base: front.base)
            let location = try #require(answer["Location"])
            #expect(location.wholeMatch(of: /https:\/\/partner\.example\/integrations\/callback\?state=s&code=[A-Za-z0-9_-]{43}/) != nil)
            front.world.secrets.add(String(location.suffix(43)))
        }
    }

    @Test(
        "a state comes back byte for byte, and splits no header",
        arguments: [
            "%0D%0AX-Evil:%201", "%0d%0a%0d%0a%3Cscript%3E", "%22%3E%3Cscript%3E", "a%26code%3Dx", "%23fragment", "%F0%9F%A6%9C", "e%CC%81",
            "%C3%A9",
            "%20", "a+b", "%25", "%E2%80%AE", "~-._", "=", String(repeating: "x", count: 4096),
        ])
    func state(_ state: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser, state: state)
            for decision in ["deny", "allow"] {
                let answer = try await browser.decide(decision, on: page.body, base: front.base)
                #expect(answer.status == 302)
                #expect(answer["X-Evil"] == nil)
                let location = try #require(answer["Location"])
                let query = try #require(location.split(separator: "?", maxSplits: 1).last)
                let returned = try #require(query.split(separator: "&").first { $0.hasPrefix("state=") }?.dropFirst(6))
                let sent = state.replacing("+", with: "%20")
                #expect(returned.removingPercentEncoding.map { Array($0.utf8) } == sent.removingPercentEncoding.map { Array($0.utf8) })
                if let code = query.split(separator: "&").first(where: { $0.hasPrefix("code=") }) {
                    front.world.secrets.add(String(code.dropFirst(5)))
                }
            }
        }
    }

    @Test("a registered query is kept")
    func registeredQuery() async throws {
        try await Front.run { front in
            let platform = try await front.world.platform(redirectURIs: ["https://partner.example/cb?tenant=1"], in: front.tenant)
            let browser = front.tester.browser()
            let page = try await browser.signIn(
                at: "\(front.base)/oauth/open-api/\(platform.platform.clientID)", email: Front.email, base: front.base)
            let answer = try await browser.decide("deny", on: page.body, base: front.base)
            #expect(answer["Location"] == "https://partner.example/cb?tenant=1&error=access_denied")
        }
    }

    @Test("it is asked by GET or HEAD", arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func methods(_ method: String) async throws {
        try await Front.run { front in
            let answer = try await front.tester.send(method, front.authorization)
            #expect(answer.status == 405)
            #expect(answer["Allow"] == "GET, HEAD")
        }
    }
}
