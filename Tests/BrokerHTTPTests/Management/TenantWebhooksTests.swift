import Broker
import Foundation
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("the webhook pages of a whole tenant", .database)
struct TenantWebhooksTests {
    @Test(
        "ask for a key by HTTP Basic, and let no other word in",
        arguments: ["none", "wrong", "bearer", "empty", "twice", "revoked", "no colon"])
    func locked(_ sent: String) async throws {
        try await Front.run { front in
            let key = try await front.adminKey()
            let headers: [(String, String)]
            switch sent {
            case "wrong": headers = [Front.basic("x", "symbolon_admin_" + String(repeating: "0", count: 64))]
            case "bearer": headers = [("Authorization", "Bearer \(key)")]
            case "empty": headers = [Front.basic("x", "")]
            case "twice": headers = [Front.basic("x", key), Front.basic("x", key)]
            case "no colon": headers = [("Authorization", "Basic " + Data(key.utf8).base64EncodedString())]
            case "revoked":
                headers = [Front.basic("x", key)]
                let id = try #require(try await Listing(engine: front.world.engine).adminKeys().first?.id)
                try await ChangeAdminKeys(engine: front.world.engine).revoke(id, by: .server)
            default: headers = []
            }
            for path in ["/webhooks", "/webhooks/\(front.tenant.slug)", "/webhooks/none"] {
                for method in path == "/webhooks" ? ["GET", "HEAD"] : ["GET", "HEAD", "POST"] {
                    let answer = try await front.tester.send(
                        method, path, headers: headers + [("Accept", "text/html")], management: true)
                    #expect(answer.status == 401, "\(method) \(path)")
                    #expect(answer["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
                    #expect(!answer.body.contains(front.tenant.name))
                }
            }
        }
    }

    @Test("show a tenant's key its own tenant and no other, which is as absent as an unknown one; an operator's key all")
    func tenants() async throws {
        try await Front.run { front in
            let other = try await front.world.tenant(slug: "other-vendor")
            let (own, operators) = (try await KeyHolder(of: front.tenant, at: front), try await KeyHolder(of: nil, at: front))
            let start = try await own.get("/webhooks")
            #expect(start.body.contains("/webhooks/\(front.tenant.slug)\""))
            #expect(!start.body.contains(other.slug))
            #expect(try await operators.get("/webhooks").body.contains("/webhooks/other-vendor\""))
            for page in WebhookPage.allCases {
                for slug in [other.slug, "unknown"] {
                    #expect(try await own.get("/webhooks/\(slug)\(page.rawValue)").status == 404)
                }
            }
            #expect(try await own.post("/webhooks/other-vendor", ["change": "add"]).status == 404)
            for holder in [own, operators] { #expect(try await holder.get("/webhooks/\(front.tenant.slug)").status == 200) }
            #expect(try await operators.get("/webhooks/other-vendor").status == 200)
        }
    }

    @Test("list the endpoints of all platforms, and add one to any of them, whose key is told once")
    func add() async throws {
        try await Front.run { front in
            let second = try await front.world.platform(name: "Second", in: front.tenant).platform
            _ = try await front.endpoint(of: front.platform.platform)
            let (holder, root) = (try await KeyHolder(of: front.tenant, at: front), "/webhooks/\(front.tenant.slug)")
            let form = try await holder.get("\(root)/new")
            #expect(form.body.contains("Second (\(second.clientID))"))
            var fields = TestBrowser.hiddenFields(of: form.body, action: root)
            fields.merge(["change": "add", "client_id": second.clientID, "url": "http://10.0.0.1/", "events": "all"]) { $1 }
            let wrong = try await holder.post(root, fields)
            #expect(wrong.status == 422)
            #expect(wrong.body.contains(#"<option value="\#(second.clientID)" selected>"#))
            fields["url"] = "https://second.example/hook"
            let told = try await holder.post(root, fields)
            let key = try front.toldKey(told)
            let list = try await holder.get(root)
            #expect(list.body.contains("https://second.example/hook"))
            #expect(list.body.contains("https://partner.example/hook"))
            #expect(!list.body.contains(key))
            let endpoint = try #require(try await front.endpoints().last)
            let page = try await holder.get("\(root)/endpoint?id=\(endpoint.id)")
            #expect(page.body.contains("<bdi>Second</bdi>"))
            fields = TestBrowser.hiddenFields(of: page.body, action: root).merging(["change": "test"]) { $1 }
            let sent = try await holder.post(root, fields)
            #expect(sent.status == 303)
            let delivery = try await holder.get(try #require(sent["Location"]))
            #expect(delivery.body.contains("On its way: not sent yet."))
            #expect(delivery.body.contains(endpoint.id.description))
            fields = [
                "form_token": fields["form_token"] ?? "", "change": "redeliver", "delivery": try await front.deliveries()[0].id.description,
            ]
            #expect(try await holder.post(root, fields).body.contains("The delivery is still on its way."))
        }
    }

    @Test("know nothing of another tenant's endpoints and deliveries by their ids")
    func otherTenant() async throws {
        try await Front.run { front in
            let other = try await front.world.tenant()
            let platform = try await front.world.platform(in: other).platform
            let endpoint = try await front.endpoint(of: platform, in: other)
            let delivery = try await front.test(endpoint, in: other)
            let root = "/webhooks/\(front.tenant.slug)"
            for holder in [try await KeyHolder(of: front.tenant, at: front), try await KeyHolder(of: nil, at: front)] {
                for page in [WebhookPage.endpoint, .edit, .deletion, .delivery] {
                    for id in [endpoint.id.description, delivery.description] {
                        #expect(try await holder.get("\(root)\(page.rawValue)?id=\(id)").status == 404)
                    }
                }
                var fields = TestBrowser.hiddenFields(of: try await holder.get("\(root)/new").body, action: root)
                fields.merge(["endpoint": endpoint.id.description, "delivery": delivery.description]) { $1 }
                for change in ["update", "enable", "disable", "rotate", "test", "verify", "delete", "resend", "redeliver"] {
                    fields["change"] = change
                    #expect(try await holder.post(root, fields).status == 404, "\(change)")
                }
                fields.merge(["change": "add", "client_id": platform.clientID, "url": "https://evil.example/", "events": "all"]) { $1 }
                #expect(try await holder.post(root, fields).status == 422)
            }
            let theirs = try #require(try await front.endpoints(in: other).first)
            #expect(theirs.url == endpoint.url && theirs.disabledAt == nil)
            #expect(try await front.deliveries(in: other).map(\.id) == [delivery])
            #expect(try await front.endpoints().isEmpty)
        }
    }

    @Test("need the token of a form that this key opened at this tenant", arguments: ["none", "another key", "another tenant", "own"])
    func token(_ token: String) async throws {
        try await Front.run { front in
            let endpoint = try await front.endpoint(of: front.platform.platform)
            let (holder, other) = (try await KeyHolder(of: nil, at: front), try await front.world.tenant(slug: "other-vendor"))
            let root = "/webhooks/\(front.tenant.slug)"
            let opener = token == "another key" ? try await KeyHolder(of: nil, at: front) : holder
            let page = token == "another tenant" ? "/webhooks/\(other.slug)" : root
            var fields = TestBrowser.hiddenFields(of: try await opener.get("\(page)/new").body, action: page)
            if token == "none" { fields["form_token"] = nil }
            fields.merge(["change": "disable", "endpoint": endpoint.id.description]) { $1 }
            #expect(try await holder.post(root, fields).status == (token == "own" ? 200 : 403))
            let isDisabled = try await front.endpoints().first?.disabledAt != nil
            #expect(isDisabled == (token == "own"))
        }
    }

    @Test("take no form from a foreign Origin", arguments: ["https://evil.example", "http://127.0.0.1", "null", "own", "cross-site"])
    func origin(_ origin: String) async throws {
        try await Front.run { front in
            let endpoint = try await front.endpoint(of: front.platform.platform)
            let (holder, root) = (try await KeyHolder(of: front.tenant, at: front), "/webhooks/\(front.tenant.slug)")
            var fields = TestBrowser.hiddenFields(of: try await holder.get("\(root)/new").body, action: root)
            fields.merge(["change": "disable", "endpoint": endpoint.id.description]) { $1 }
            let headers =
                switch origin {
                case "own": [("Origin", "http://127.0.0.1:\(front.tester.managementPort)"), ("Sec-Fetch-Site", "same-origin")]
                case "cross-site": [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
                default: [("Origin", origin)]
                }
            let isOurs = ["null", "own"].contains(origin)
            #expect(try await holder.post(root, fields, headers: headers).status == (isOurs ? 200 : 403))
            let isDisabled = try await front.endpoints().first?.disabledAt != nil
            #expect(isDisabled == isOurs)
        }
    }

    @Test("begin with what was switched off because it failed, or said that it is gone; not with what was disabled by hand")
    func stopped() async throws {
        try await Front.run { front in
            for reason in ["failing", "gone", "by_hand"] {
                let endpoint = try await front.endpoint(
                    of: front.platform.platform, at: "https://\(reason.replacing("_", with: "-")).example/hook")
                try await front.world.inspect { session in
                    try session.execute(
                        "UPDATE webhook_endpoint SET disabled_at = now(), disabled_reason = \(reason) WHERE id = \(endpoint.id.rawValue)",
                        rows: 1)
                }
            }
            let page = try await KeyHolder(of: front.tenant, at: front).get("/webhooks/\(front.tenant.slug)")
            let notice = try #require(page.body.firstMatch(of: /(?s)<div class="alert".*?<\/div>/)).0
            #expect(notice.contains("https://failing.example/hook") && notice.contains("did not arrive"))
            #expect(notice.contains("https://gone.example/hook") && notice.contains("410"))
            #expect(!notice.contains("by-hand.example"))
        }
    }

    @Test("are sent with the headers of every page, and are on this listener only")
    func headers() async throws {
        try await Front.run { front in
            let holder = try await KeyHolder(of: front.tenant, at: front)
            for path in ["/webhooks", "/webhooks/\(front.tenant.slug)", "/webhooks/\(front.tenant.slug)/new", "/webhooks/none"] {
                let page = try await holder.get(path)
                PageHeaderTests.check(page)
                let style = try #require(page.addresses.first { $0.hasSuffix(".css") })
                #expect(try await front.tester.send("GET", style, management: true)["Content-Type"]?.hasPrefix("text/css") == true)
                #expect(try await holder.get(path, method: "HEAD").body.isEmpty)
                for prefix in ["", front.base] {
                    #expect(try await front.tester.get(prefix + path, headers: KeyHolder.headers(holder.key)).status == 404)
                }
            }
            #expect(try await holder.get("/webhooks", method: "DELETE").status == 405)
            #expect(try await holder.post("/webhooks", [:]).status == 405)
        }
    }

    @Test("lead from the newest deliveries to the older ones, each on one page")
    func older() async throws {
        try await Front.run { front in
            let endpoint = try await front.endpoint(of: front.platform.platform)
            for _ in 0..<105 { _ = try await front.test(endpoint) }
            let holder = try await KeyHolder(of: front.tenant, at: front)
            var (address, seen): (String?, [String]) = ("/webhooks/\(front.tenant.slug)/endpoint?id=\(endpoint.id)", [])
            while let next = address {
                let page = try await holder.get(next)
                seen += page.addresses.filter { $0.contains("/delivery?") }
                address = page.addresses.first { $0.contains("before=") }
            }
            #expect(seen.count == 105)
            #expect(Set(seen).count == 105)
        }
    }
}
