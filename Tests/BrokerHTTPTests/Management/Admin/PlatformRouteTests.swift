import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

@Suite("platforms by the management API", .database)
struct PlatformRouteTests {
    @Test("one call registers a platform; its secrets are in that answer and in no other")
    func register() async throws {
        try await Desk.run { desk in
            let made = try await desk.register(
                #""description":"It does.","url":"https://partner.example","webhook_url":"https://partner.example/hook","logo_url":"https://partner.example/l.png","scopes":["read","write"],"grant_types":["authorization_code","refresh_token"],"requires_pkce":true"#
            )
            #expect(made.status == 201, "\(made.body)")
            let clientID = try #require(made.object["client_id"] as? String)
            let secret = try #require(made.object["client_secret"] as? String)
            let webhook = try #require(made.object["webhook_secret"] as? String)
            #expect(webhook.hasPrefix("whsec_"))
            #expect(made["Location"] == "\(desk.base)/platforms/\(clientID)")
            let shown = try await desk.call("GET", "platforms/\(clientID)")
            #expect(shown.status == 200)
            #expect(shown["ETag"] == made["ETag"])
            #expect(
                Set(shown.object.keys) == [
                    "client_id", "name", "description", "url", "redirect_uris", "webhook_url", "logo_url", "scopes", "scope_rules",
                    "grant_types", "public", "requires_pkce", "account_id", "created_at", "disabled_at", "secrets",
                ])
            #expect(shown.object["scopes"] as? [String] == ["read", "write"])
            #expect(shown.object["requires_pkce"] as? Bool == true)
            let secrets = try #require(shown.object["secrets"] as? [[String: Any]])
            #expect(secrets.map { Set($0.keys) } == [["id", "created_at", "expires_at", "last_used_at", "disabled_at", "still_used"]])
            let head = try await desk.call("HEAD", "platforms/\(clientID)")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            let answers = [
                shown, try await desk.call("GET", "platforms"), try await desk.call("GET", "platforms/\(clientID)/secrets"),
                try await desk.call("PATCH", "platforms/\(clientID)", #"{"name":"x"}"#),
                try await desk.call("POST", "platforms/\(clientID)/preview", #"{"name":"y"}"#),
                try await desk.call("POST", "platforms/\(clientID)/disable"), try await desk.call("GET", "platforms/\(clientID)/deletion"),
                try await desk.call("GET", "events"), try await desk.call("DELETE", "platforms/\(clientID)"),
            ]
            for answer in answers {
                #expect(answer.status == 200, "\(answer.body)")
                #expect(!answer.body.contains(secret) && !answer.body.contains(webhook))
            }
        }
    }

    @Test("a public platform has no secret, one that acts by itself no redirect URI, one of an account names it")
    func kinds() async throws {
        try await Desk.run { desk in
            let account = try await desk.world.account(in: desk.tenant)
            let open = try await desk.register(#""public":true"#)
            #expect(open.object["client_secret"] == nil)
            #expect(open.object["requires_pkce"] as? Bool == true)
            #expect(open.object["secrets"] as? [String] == [])
            let robot = try await desk.call(
                "POST", "platforms", #"{"name":"Robot","grant_types":["client_credentials"],"account_id":"\#(account.publicID)"}"#)
            #expect(robot.status == 201, "\(robot.body)")
            desk.keep(robot)
            #expect(robot.object["redirect_uris"] as? [String] == [])
            #expect(robot.object["account_id"] as? String == account.publicID)
            for (query, count) in [
                ("grant_type=client_credentials", 2), ("account_id=\(account.publicID)", 1), ("name=rOb", 1), ("name=obot", 0),
                ("state=disabled", 0), ("state=live", 3), ("state=live&name=Robot&grant_type=refresh_token", 0),
            ] {
                #expect(try await desk.call("GET", "platforms?\(query)").rows.count == count, "\(query)")
            }
            for (query, field) in [("state=x", "state"), ("grant_type=password", "grant_type"), ("account_id=none", "account_id")] {
                #expect(try await desk.call("GET", "platforms?\(query)").isProblem(422, "invalid-input", fields: [field]), "\(query)")
            }
            #expect(try await desk.call("GET", "platforms?nam=x").isProblem(400, "malformed-request", fields: ["nam"]))
        }
        try await Desk.run(.xurrent) { desk in
            let made = try await desk.register(#""scope_rules":["request:RU","deny person:*"]"#)
            #expect(made.status == 201, "\(made.body)")
            #expect(made.object["scope_rules"] as? [String] == ["request:RU", "deny person:*"])
        }
    }

    @Test("pages are the newest first, and keep their place")
    func pages() async throws {
        try await Desk.run { desk in
            for number in 0..<4 { _ = try await desk.register("", name: "P\(number)") }
            let first = try await desk.call("GET", "platforms?limit=2")
            #expect(first.rows.map { $0["name"] as? String } == ["P3", "P2"])
            _ = try await desk.register("", name: "P4")
            let second = try await desk.call("GET", "platforms?limit=2&cursor=\(try #require(first.cursor))")
            #expect(second.rows.map { $0["name"] as? String } == ["P1", "P0"])
        }
    }

    @Test("hostile redirect URIs are refused by their field, at registration, in a change and in its preview")
    func redirects() async throws {
        try await Desk.run { desk in
            let hostile = [
                "javascript:alert(1)//", "JaVaScRiPt:alert(1)//", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
                "blob:https://partner.example/1", "http://partner.example/cb", "http://localhost.evil.test/", "http://127.0.0.1.evil.test/",
                "http://127.0.0.1@evil.test/", "https://a@b@evil.test/cb", "http://localhost:8090%25@example.com",
                "https://partner.example/cb/..;/evil", "https://partner.example/cb/%2e%2e/evil", "https://bücher.example/cb",
                "https://p\u{0430}rtner.example/cb", "https://partner.example./cb", "https://*.partner.example/cb",
                "https://partner.example/cb#x", "https://partner.example/cb?code=1", "https://Partner.Example/cb", "myapp:/cb", "/cb", "",
                "com.example.app:/cb", "//partner.example/cb", "https://partner.example/cb/../evil", "https://partner.example/cb/.%2e/evil",
                "https://partner.example\\@evil.test/cb", "https://partner.example/c\tb", "https://partner.example/cb\r\nX: y",
                "https://partner\u{3002}example/cb", "https://partner\u{FF0E}example/cb", "https://partner.example%25@evil.test/cb",
                "https://partner.example:/cb", "https://partner.example:443/cb", "http://2130706433/cb", "http://0x7f000001/cb",
                "http://0177.0.0.1/cb", "http://[::ffff:127.0.0.1]/cb", "https://*/cb", "https://partner.example/cb#",
                "HTTPS://partner.example/cb",
                "https://partner.example/\u{202E}bc", "https://partner.example/" + String(repeating: "x", count: 2048),
            ]
            for uri in hostile {
                for (method, path, more) in [
                    ("POST", "platforms", #""name":"P","#), ("PATCH", "platforms/\(desk.clientID)", ""),
                    ("POST", "platforms/\(desk.clientID)/preview", ""),
                ] {
                    let quoted = String(decoding: try JSONEncoder().encode(uri), as: UTF8.self)
                    let answer = try await desk.call(method, path, #"{\#(more)"redirect_uris":[\#(quoted)]}"#)
                    #expect(answer.isProblem(422, "invalid-input", fields: ["redirect_uris"]), "\(method) \(uri): \(answer.body)")
                }
            }
            #expect(try await desk.call("GET", "platforms").rows.count == 1)
            for uri in [
                "https://partner.example/cb", "https://partner.example:8443/cb", "https://xn--bcher-kva.example/cb",
                "https://partner.example/CB?tenant=a%2Fb", "http://127.0.0.1:9999/cb",
            ] {
                let change = try await desk.call("PATCH", "platforms/\(desk.clientID)", #"{"redirect_uris":["\#(uri)"]}"#)
                #expect(change.status == 200, "\(uri): \(change.body)")
                #expect(change.object["redirect_uris"] as? [String] == [uri])
            }
        }
    }

    @Test("what must be mended is named by the member it stands in")
    func refusals() async throws {
        try await Desk.run { desk in
            let before = try await desk.world.rowCounts()
            let uris = #""redirect_uris":["https://partner.example/cb"]"#
            let long = String(repeating: "x", count: 201)
            for (members, field) in [
                (uris, "name"), (#""name":"","# + uris, "name"), (#""name":"\#(long)","# + uris, "name"),
                (#""name":"a\u202eb","# + uris, "name"),
                (#""name":7,"# + uris, "name"), (#""name":"P""#, "redirect_uris"), (#""name":"P","redirect_uris":"x""#, "redirect_uris"),
                (#""name":"P","webhook_url":"http://10.0.0.1","# + uris, "webhook_url"),
                (#""name":"P","logo_url":"ftp://x","# + uris, "logo_url"), (#""name":"P","url":"x","# + uris, "url"),
                (#""name":"P","scopes":["a b"],"# + uris, "scopes"), (#""name":"P","scope_rules":["x:Read"],"# + uris, "scope_rules"),
                (#""name":"P","grant_types":["password"],"# + uris, "grant_types"), (#""name":"P","public":"yes","# + uris, "public"),
                (#""name":"P","account_id":"none","# + uris, "account_id"), (#""name":"P","requires_pkce":1,"# + uris, "requires_pkce"),
                (#""name":"P","client_id":"mine","# + uris, "client_id"), (#""name":"P","client_secret":"mine","# + uris, "client_secret"),
                (#""name":"P","grant_types":["client_credentials"],"# + uris, "redirect_uris"),
            ] {
                let answer = try await desk.call("POST", "platforms", "{\(members)}")
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(members): \(answer.body)")
            }
            for (body, field) in [
                (#"{"grant_types":["refresh_token"]}"#, "grant_types"), (#"{"public":true}"#, "public"),
                (#"{"webhook_url":"https://x.example"}"#, "webhook_url"), (#"{"account_id":"x"}"#, "account_id"),
                (#"{"name":null}"#, "name"), (#"{"redirect_uris":null}"#, "redirect_uris"), (#"{"scopes":["read"]}"#, "scopes"),
            ] {
                for (method, path) in [("PATCH", "platforms/\(desk.clientID)"), ("POST", "platforms/\(desk.clientID)/preview")] {
                    let answer = try await desk.call(method, path, body)
                    #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(method) \(body): \(answer.body)")
                }
            }
            #expect(try await desk.world.rowCounts() == before)
        }
    }

    @Test("names come back as they were sent, whatever they look like")
    func names() async throws {
        try await Desk.run { desk in
            for name in [
                "<script>alert(1)</script>", "O'Brien & Söhne", "日本語 株式会社", "a\u{0301}", "👩‍👩‍👧", "'; DROP TABLE platform; --", "{{name}}",
            ] {
                let made = try await desk.register("", name: name)
                let clientID = try #require(made.object["client_id"] as? String)
                let shown = try await desk.call("GET", "platforms/\(clientID)").object["name"] as? String
                #expect(shown.map { Array($0.unicodeScalars) } == Array(name.unicodeScalars), "\(name)")
            }
        }
    }

    @Test("a change is previewed, carried out, and refused where the platform is no longer as it was seen")
    func change() async throws {
        try await Desk.run { desk in
            let clientID = try #require(try await desk.register(#""scopes":["read","write"]"#).object["client_id"] as? String)
            let path = "platforms/\(clientID)"
            let seen = try #require(try await desk.call("GET", path)["ETag"])
            let preview = try await desk.call("POST", "\(path)/preview", #"{"name":"New","scopes":["read"],"description":null}"#)
            #expect(preview.status == 200)
            let changes = try #require(preview.object["changes"] as? [String: [String: Any]])
            #expect(Set(changes.keys) == ["name", "scopes"])
            #expect(changes["scopes"]?["after"] as? [String] == ["read"])
            let effects = try #require(preview.object["effects"] as? [String: Any])
            #expect(Set(effects.keys) == ["grants", "grants_narrowed", "grants_left_without_scope", "access_tokens_ended", "asked_again"])
            #expect(try await desk.call("GET", path)["ETag"] == seen)

            let changed = try await desk.call("PATCH", path, #"{"name":"New","scopes":["read"]}"#, headers: [("If-Match", seen)])
            #expect(changed.status == 200, "\(changed.body)")
            #expect(changed.object["effects"] is [String: Any])
            #expect(changed["ETag"] == (try await desk.call("GET", path))["ETag"])
            for (method, rest, body) in [
                ("PATCH", "", #"{"name":"Other"}"#), ("POST", "/disable", nil), ("POST", "/revoke", nil), ("DELETE", "", nil),
            ] as [(String, String, String?)] {
                let late = try await desk.call(method, path + rest, body, headers: [("If-Match", seen)])
                #expect(late.status == 412, "\(method) \(rest): \(late.body)")
            }
            #expect(try await desk.call("PATCH", path, #"{"name":"Other"}"#, headers: [("If-Match", "*")]).status == 200)
        }
    }

    @Test("put to sleep, woken, revoked and deleted, each says so, and afterwards the address is nobody's")
    func ends() async throws {
        try await Desk.run { desk in
            let path = "platforms/\(desk.clientID)"
            #expect(try await desk.call("POST", "\(path)/disable").object["disabled_at"] is String)
            #expect(try await desk.call("GET", "platforms?state=disabled").rows.count == 1)
            #expect(try await desk.call("POST", "\(path)/enable").object["disabled_at"] is NSNull)
            let revoked = try await desk.call("POST", "\(path)/revoke")
            #expect(revoked.status == 200)
            #expect(revoked.object["grants"] as? Int == 0)
            let preview = try await desk.call("GET", "\(path)/deletion")
            #expect(preview.object["secrets"] as? Int == 1)
            let deleted = try await desk.call("DELETE", path)
            #expect(deleted.status == 200)
            #expect(deleted.body == preview.body)
            for (method, rest, body) in [
                ("GET", "", nil), ("PATCH", "", #"{"name":"x"}"#), ("DELETE", "", nil), ("POST", "/preview", "{}"),
                ("GET", "/deletion", nil),
                ("POST", "/enable", nil), ("POST", "/disable", nil), ("POST", "/revoke", nil), ("GET", "/secrets", nil),
                ("POST", "/secrets", "{}"), ("POST", "/secrets/\(AdminRoute.nobody)/disable", nil),
                ("POST", "/secrets/\(AdminRoute.nobody)/expire", #"{"expires_in_seconds":60}"#),
            ] as [(String, String, String?)] {
                #expect(try await desk.call(method, path + rest, body).isProblem(404, "not-found"), "\(method) \(rest)")
            }
            #expect(try await desk.call("GET", "platforms").rows.isEmpty)
            let hook = try await desk.call(
                "POST", "webhook-endpoints", #"{"client_id":"\#(desk.clientID)","url":"https://partner.example/hook"}"#)
            #expect(hook.isProblem(422, "invalid-input", fields: ["client_id"]))
        }
    }

    @Test("a key that may only read platforms changes nothing")
    func permissions() async throws {
        try await Desk.run { desk in
            let (key, _) = try await desk.world.adminKey(for: desk.tenant, permissions: [.read(.platforms)])
            let path = "platforms/\(desk.clientID)"
            for (method, rest, body) in [
                ("PATCH", "", "{}"), ("DELETE", "", nil), ("POST", "/enable", nil), ("POST", "/disable", nil), ("POST", "/revoke", nil),
                ("POST", "/secrets", "{}"),
            ] as [(String, String, String?)] {
                #expect(try await desk.call(method, path + rest, body, key: key).status == 403, "\(method) \(rest)")
            }
            for rest in ["", "/secrets", "/deletion"] { #expect(try await desk.call("GET", path + rest, key: key).status == 200) }
            #expect(try await desk.call("POST", "\(path)/preview", "{}", key: key).status == 200)
        }
    }
}

extension Desk {
    /// `members` stand beside the name and a redirect URI.
    func register(_ members: String, name: String = "Partner") async throws -> HTTPTester.Answer {
        let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
        let more = members.isEmpty ? "" : ",\(members)"
        let answer = try await call("POST", "platforms", #"{"name":\#(quoted),"redirect_uris":["https://partner.example/cb"]\#(more)}"#)
        keep(answer)
        return answer
    }

    /// So that no log is found to hold what this answer showed.
    func keep(_ answer: HTTPTester.Answer) {
        for name in ["client_secret", "webhook_secret"] {
            if let secret = answer.object[name] as? String { world.secrets.add(secret) }
        }
    }
}
