import Broker
import Foundation
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("texts of others on the webhook pages", .database)
struct WebhookEscapingTests {
    private static let path = "/applications/webhooks"

    @Test("an endpoint's description and address are text", arguments: EscapingTests.payloads)
    func description(_ payload: String) async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let endpoint = try await front.endpoint(of: platform)
            let delivery = try await front.test(endpoint)
            try await front.world.inspect { session in
                try session.execute("UPDATE webhook_endpoint SET description = \(payload), url = \(payload)", rows: 1)
                try session.execute("UPDATE platform SET name = \(payload) WHERE id = \(platform.id.rawValue)", rows: 1)
            }
            let (browser, list) = try await front.signedIn(at: "\(Self.path)?client_id=\(platform.clientID)")
            EscapingTests.check(list.body, payload)
            for page in WebhookPage.allCases where page != .list {
                let id = page == .delivery ? delivery.description : endpoint.id.description
                let answer = try await browser.get("\(front.base)\(Self.path)\(page.rawValue)?client_id=\(platform.clientID)&id=\(id)")
                #expect(answer.status == 200)
                EscapingTests.check(answer.body, payload)
            }
        }
    }

    @Test("what a receiver answers is text, with nothing hidden in it")
    func response() async throws {
        let hostile = "<script>alert(1)</script></pre><h1>x</h1>\u{202E}gnp\0\u{1B}[31m\u{200B}{{name}}"
        try await WebhookSink.open({ _, _ in WebhookSink.Answer(500, body: hostile) }) { sink in
            try await Front.runWithApplications { front in
                let platform = try await front.application()
                let endpoint = try await front.endpoint(of: platform, at: sink.url)
                try await front.world.delivering {
                    let (browser, page) = try await front.signedIn(
                        at: "\(Self.path)/endpoint?client_id=\(platform.clientID)&id=\(endpoint.id)")
                    let fields = TestBrowser.hiddenFields(of: page.body, action: Self.path).merging(["change": "test"]) { $1 }
                    let sent = try await browser.post(front.base + Self.path, fields)
                    #expect(sent.status == 303)
                    let address = try #require(sent["Location"])
                    var answer = try await browser.get(address)
                    for _ in 0..<1000 where !answer.body.contains("1 attempt so far") {
                        try await Task.sleep(for: .milliseconds(10))
                        answer = try await browser.get(address)
                    }
                    #expect(answer.body.contains("On its way: 1 attempt so far, the last answered 500."))
                    #expect(answer.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;/pre&gt;&lt;h1&gt;x&lt;/h1&gt;[U+202E]gnp"))
                    #expect(answer.body.contains("\u{FFFD}\u{241B}[31m[U+200B]{{name}}"))
                    #expect(!answer.body.contains("<script"))
                    for scalar in ["\0", "\u{202E}", "\u{1B}", "\u{200B}"] {
                        #expect(!answer.body.unicodeScalars.contains(Unicode.Scalar(scalar) ?? " "))
                    }
                }
            }
        }
    }

    @Test("what is hidden in a text is named")
    func visible() {
        #expect(VisibleText.of("a\tb\r\nc") == "a\tb\nc")
        #expect(
            VisibleText.of("\0\u{7F}\u{85}\u{2028}\u{2066}\u{FEFF}\u{E0001}") == "\u{2400}\u{2421}[U+0085][U+2028][U+2066][U+FEFF][U+E0001]"
        )
        #expect(VisibleText.of("שלום é 🎉") == "שלום é 🎉")
    }

    @Test("no address on these pages holds a key, a token or anything else that is secret")
    func addresses() async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let endpoint = try await front.endpoint(of: platform)
            let delivery = try await front.test(endpoint)
            let (browser, _) = try await front.signedIn(at: "/applications")
            for page in WebhookPage.allCases {
                let id = page == .delivery ? delivery.description : endpoint.id.description
                let answer = try await browser.get("\(front.base)\(Self.path)\(page.rawValue)?client_id=\(platform.clientID)&id=\(id)")
                for address in answer.addresses where address.contains("?") {
                    let names = address.split(separator: "?").last?.split(separator: "&").map { $0.prefix { $0 != "=" } } ?? []
                    #expect(Set(names).isSubset(of: ["client_id", "id", "before"]), "\(address)")
                }
            }
        }
    }

    @Test(
        "what hides or turns text around is not taken in", arguments: [("\0", 400), ("\u{202E}", 422), ("\u{2066}", 422), ("\u{1B}", 422)])
    func refused(_ scalar: String, _ status: Int) async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/new?client_id=\(platform.clientID)")
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            fields.merge(["change": "add", "url": "https://partner.example/", "events": "all", "description": "a\(scalar)b"]) { $1 }
            #expect(try await browser.post(front.base + Self.path, fields).status == status)
            #expect(try await front.endpoints().isEmpty)
        }
    }
}
