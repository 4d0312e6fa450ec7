import Foundation
import Model
import TestSupport
import Testing

@Suite("texts of others on our pages", .database)
struct EscapingTests {
    static let payloads = [
        "<script>alert(1)</script>", "</title><script>alert(1)</script>", "\"><svg onload=alert(1)>", "'><img src=x onerror=alert(1)>",
        "<\u{301}script>alert(1)</script>", "\"\u{301}><svg onload=alert(1)>", "'\u{301} onfocus=alert(1) x='", "&lt;script&gt;",
        "&#60;script&#62;",
        "{{name}}", "{{{name}}}", "{{>layout}}", "<bdi></bdi><h1>x</h1>", "</bdi></strong></form><form action=https://evil.example>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;url=//evil.example>", "<style>*{display:none}</style>",
        "<link rel=stylesheet href=//evil.example>",
        "<iframe srcdoc=x>", "<math><mtext><script>", "<!--", "]]>", "<input type=hidden name=decision value=allow>", "javascript:alert(1)",
        "\u{FE}\u{FF}<b>", "＜script＞", "<a href=javascript:alert(1)>", "<plaintext>", "<textarea>", "<\u{200D}b>", "`${alert(1)}`",
        "%3Cscript%3E",
    ]

    /// Whether every angle bracket and quote of this payload is only there escaped: its raw form never, where it has one.
    static func check(_ page: String, _ payload: String) {
        let dangerous = payload.unicodeScalars.contains { "<>\"'&".unicodeScalars.contains($0) }
        if dangerous { #expect(Data(page.utf8).range(of: Data(payload.utf8)) == nil, "\(payload) stands there as it is") }
        let escaped = payload.replacingScalars(["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
        #expect(Data(page.utf8).range(of: Data(escaped.utf8)) != nil, "\(payload) does not stand there escaped")
    }

    @Test("the names of platform, account and person on the consent page are text", arguments: payloads)
    func names(_ payload: String) async throws {
        try await Front.run { front in
            try await front.world.inspect { session in
                try session.execute("UPDATE platform SET name = \(payload), description = \(payload), url = \(payload)", rows: 1)
                try session.execute("UPDATE account SET name = \(payload)", rows: 1)
                try session.execute("UPDATE app_user SET name = \(payload)", rows: 1)
                try session.execute("UPDATE tenant SET name = \(payload)", rows: 1)
            }
            let browser = front.tester.browser()
            let signIn = try await browser.get(front.authorization)
            Self.check(signIn.body, payload)
            let (page, fields) = try await front.consent(in: browser)
            #expect(page.status == 200)
            Self.check(page.body, payload)
            #expect(Set(fields.keys) == ["form_token", "request", "account"])
            #expect(page.body.ranges(of: "<form").count == 2)
        }
    }

    @Test("what was typed as the address comes back as text", arguments: payloads)
    func email(_ payload: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let page = try await browser.signIn(at: "\(front.base)/sign-in", email: payload + "@x", base: front.base)
            #expect(page.status == 422)
            Self.check(page.body, payload)
            #expect(page.body.ranges(of: "<form").count == 1)
        }
    }

    @Test("a state stands on no page but in what leads back to the request, as text", arguments: payloads)
    func state(_ payload: String) async throws {
        try await Front.run { front in
            let encoded = try #require(payload.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            for suffix in ["state=\(encoded)", "\(encoded)=1", "error_description=\(encoded)"] {
                let page = try await front.tester.get("\(front.authorization)?\(suffix)", headers: [("Accept", "text/html")])
                #expect(page.status == 200)
                if payload.contains("<") { #expect(Data(page.body.utf8).range(of: Data(payload.utf8)) == nil) }
            }
            let unknown = try await front.tester.get(
                "\(front.base)/oauth/open-api/\(encoded)?error_description=\(encoded)", headers: [("Accept", "text/html")])
            #expect(unknown.status == 404)
            if payload.contains("<") { #expect(Data(unknown.body.utf8).range(of: Data(payload.utf8)) == nil) }
        }
    }

    @Test("an error page says nothing a stranger wrote", arguments: ["Call+1-555-0100", "Call%201-555-0100"])
    func errorPages(_ text: String) async throws {
        try await Front.run { front in
            for path in ["/nothing", "/oauth/open-api/none", "/consent", "/auth", "/logos/none", "/oauth/tokens"] {
                for query in ["error_description=\(text)", "error=\(text)", "message=\(text)", "\(text)=1&\(text)=2", "state=\(text)"] {
                    let page = try await front.tester.get("\(front.base)\(path)?\(query)", headers: [("Accept", "text/html")])
                    #expect(!page.body.contains("1-555-0100"), "\(path)?\(query)")
                }
            }
        }
    }
}

extension String {
    fileprivate func replacingScalars(_ table: [Unicode.Scalar: String]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let replacement = table[scalar] { result.append(contentsOf: replacement.unicodeScalars) } else { result.append(scalar) }
        }
        return String(result)
    }
}
