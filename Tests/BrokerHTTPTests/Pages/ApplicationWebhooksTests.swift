import Broker
import Foundation
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("the webhook pages of an account's application", .database)
struct ApplicationWebhooksTests {
    private static let path = "/applications/webhooks"

    @Test("are reached from the list of applications, and through signing in")
    func leadsThere() async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let address = "\(Self.path)?client_id=\(platform.clientID)"
            let (browser, page) = try await front.signedIn(at: address)
            #expect(page.status == 200)
            #expect(page.body.contains("<h1>Webhooks of <bdi>Night Robot</bdi></h1>"))
            let list = try await browser.get(front.base + "/applications")
            #expect(list.addresses.contains(front.base + address))
            #expect(try await browser.get("\(front.base)\(Self.path)").status == 404)
        }
    }

    @Test("do not exist for whoever does not manage the application", arguments: ["role", "account", "vendor", "unknown", "other"])
    func strangers(_ who: String) async throws {
        try await Front.runWithApplications { front in
            let (mine, other) = (try await front.application(), try await front.world.account("Other", in: front.tenant))
            let theirs = try await front.application("Theirs", owner: other)
            let endpoint = try await front.endpoint(of: who == "other" ? theirs : mine)
            let delivery = try await front.test(endpoint)
            let email = "eve@other.example"
            if who == "role" || who == "account" {
                _ = try await front.world.user(
                    email, in: [who == "role" ? front.account : other], roles: [who == "role" ? "auditor" : "account_administrator"],
                    of: front.tenant)
            }
            let clientID =
                switch who {
                case "vendor": front.platform.platform.clientID
                case "unknown": "none"
                case "other": theirs.clientID
                default: mine.clientID
                }
            let (browser, _) = try await front.signedIn(at: "/sign-in", as: ["role", "account"].contains(who) ? email : Front.email)
            for page in WebhookPage.allCases {
                let id = page == .delivery ? delivery.description : endpoint.id.description
                let answer = try await browser.get("\(front.base)\(Self.path)\(page.rawValue)?client_id=\(clientID)&id=\(id)")
                #expect(answer.status == 404, "\(page)")
                #expect(!answer.body.contains("partner.example"))
            }
        }
    }

    @Test("show nothing of another application of the same account under its address, and change nothing of it")
    func otherApplication() async throws {
        try await Front.runWithApplications { front in
            let (mine, theirs) = (try await front.application("Mine"), try await front.application("Theirs"))
            let endpoint = try await front.endpoint(of: theirs)
            let delivery = try await front.test(endpoint)
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/new?client_id=\(mine.clientID)")
            for page in [WebhookPage.endpoint, .edit, .deletion, .delivery] {
                for id in [endpoint.id.description, delivery.description, "", "x", UUID().uuidString] {
                    let address = "\(front.base)\(Self.path)\(page.rawValue)?client_id=\(mine.clientID)&id=\(id)"
                    #expect(try await browser.get(address).status == 404, "\(address)")
                }
            }
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            fields["endpoint"] = endpoint.id.description
            fields["delivery"] = delivery.description
            fields["url"] = "https://evil.example/hook"
            try await front.storingNothing { () async throws in
                for change in ["update", "enable", "disable", "rotate", "test", "verify", "delete", "resend", "redeliver"] {
                    fields["change"] = change
                    #expect(try await browser.post(front.base + Self.path, fields).status == 404, "\(change)")
                }
            }
            #expect(try await front.endpoints().map(\.url) == ["https://partner.example/hook"])
        }
    }

    @Test("add an endpoint and tell its key once; what is wrong is said beside what was typed")
    func add() async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/new?client_id=\(platform.clientID)")
            #expect(page.body.contains("It is asked first whether it wants to hear"))
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            fields["change"] = "add"
            fields["events"] = "chosen"
            fields["description"] = "<b>Tickets"
            for (url, message) in [
                ("ftp://partner.example/", "Address: "), ("https://10.0.0.1/", "Address: "), ("", "Address: must be given."),
            ] {
                fields["url"] = url
                fields["event_0"] = "account.connected"
                let answer = try await browser.post(front.base + Self.path, fields)
                #expect(answer.status == 422)
                #expect(answer.body.contains("<bdi>\(message)"))
                #expect(answer.body.contains(#"value="&lt;b&gt;Tickets""#))
                #expect(answer.body.contains(#"value="account.connected" checked"#))
                #expect(answer.body.contains(#"aria-invalid="true" aria-describedby="url-hint form-error""#))
                if !url.isEmpty { #expect(answer.body.contains(#"value="\#(url)""#)) }
            }
            fields["url"] = "https://partner.example/hook"
            fields["event_0"] = nil
            #expect(try await browser.post(front.base + Self.path, fields).body.contains("Events: tick at least one, or choose all."))
            fields["event_0"] = "webhook.test"
            #expect(try await browser.post(front.base + Self.path, fields).status == 422)
            #expect(try await front.endpoints().isEmpty)

            fields["event_0"] = "account.connected"
            let told = try await browser.post(front.base + Self.path, fields)
            #expect(told.status == 200)
            let key = try front.toldKey(told)
            let endpoint = try #require(try await front.endpoints().first)
            #expect(endpoint.eventTypes == ["account.connected"])
            #expect(endpoint.platformID == platform.id)
            let address = "\(front.base)\(Self.path)/endpoint?client_id=\(platform.clientID)&id=\(endpoint.id)"
            #expect(told.addresses.contains(address))
            for path in [address, "\(front.base)\(Self.path)?client_id=\(platform.clientID)"] {
                let later = try await browser.get(path)
                #expect(later.status == 200)
                #expect(!later.body.contains(key))
                #expect(later.body.contains("Waiting for verification"))
                #expect(later.body.contains("<bdi>&lt;b&gt;Tickets</bdi>"))
            }
        }
    }

    @Test("rotate, disable, enable, change and delete an endpoint, with its record")
    func changes() async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let endpoint = try await front.endpoint(of: platform)
            _ = try await front.test(endpoint)
            let suffix = "?client_id=\(platform.clientID)&id=\(endpoint.id)"
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/endpoint\(suffix)")
            #expect(page.body.contains("24 hours"))
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            let post = { (change: String, more: [String: String]) in
                try await browser.post(front.base + Self.path, fields.merging(more.merging(["change": change]) { $1 }) { $1 })
            }
            let told = try await post("rotate", [:])
            #expect(told.body.contains("signs beside it for 24 hours"))
            let key = try front.toldKey(told)
            #expect(try await front.world.rowCounts()["webhook_old_secret"] == 1)

            #expect(try await post("disable", [:]).body.contains("Disabled by hand on"))
            let refused = try await post("test", [:])
            #expect(refused.status == 422)
            #expect(refused.body.contains("enable it first"))
            #expect(try await post("enable", [:]).body.contains("<dd>Active</dd>"))
            let changed = try await post(
                "update", ["url": "https://partner.example/other", "events": "all", "description": "Moved"])
            #expect(changed.body.contains("https://partner.example/other"))
            #expect(changed.body.contains("Waiting for verification"))
            #expect(try await post("verify", [:]).body.contains("asked again"))
            #expect(!changed.body.contains(key))
            #expect(try await post("nothing", [:]).status == 400)

            let question = try await browser.get("\(front.base)\(Self.path)/delete\(suffix)")
            #expect(question.body.contains("Its delivery record goes with it"))
            fields = TestBrowser.hiddenFields(of: question.body, action: Self.path)
            #expect(try await post("delete", [:]).body.contains("There are none yet."))
            #expect(try await front.endpoints().isEmpty)
            #expect(try await front.world.rowCounts()["delivery"] == 0)
        }
    }

    @Test("send again what was not delivered since a time, and say what is wrong with one")
    func resend() async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            _ = try await front.world.code(for: platform, account: front.account, user: front.user, in: front.tenant)
            let endpoint = try await front.endpoint(of: platform)
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/endpoint?client_id=\(platform.clientID)&id=\(endpoint.id)")
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            fields["change"] = "resend"
            for since in ["", "yesterday", "2026-11-19", "2026-13-40T99:99", "2026-11-19T10:30+01:00"] {
                fields["since"] = since
                let answer = try await browser.post(front.base + Self.path, fields)
                #expect(answer.status == 422, "\(since)")
                #expect(answer.body.contains("Everything since: must be a day and a time."))
                #expect(since.isEmpty || answer.body.contains(#"value="\#(since)""#))
            }
            let before = try await front.deliveries().count
            fields["since"] = "2020-01-01T00:00"
            #expect(try await browser.post(front.base + Self.path, fields).status == 200)
            fields["since"] = "2999-01-01T00:00:30"
            #expect(try await browser.post(front.base + Self.path, fields).body.contains("There was nothing to send again."))
            #expect(try await front.deliveries().count >= before)
        }
    }
}
