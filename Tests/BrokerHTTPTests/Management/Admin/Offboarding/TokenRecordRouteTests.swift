import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("grants and tokens in the management API", .database)
struct TokenRecordRouteTests {
    @Test("grants are listed by what they hang on, shown, narrowed, previewed and revoked once")
    func grants() async throws {
        try await OffboardingDesk.run(.standard, scopes: ["read", "write"]) { desk in
            let pair = try await desk.pair()
            let row = try #require(try await desk.call("GET", "grants").rows.first)
            let id = try #require(row["id"] as? String)
            #expect(row["state"] as? String == "live")
            #expect(row["account_id"] as? String == desk.account.publicID)
            #expect(row["client_id"] as? String == desk.clientID)
            #expect(row["created_at"] is String)
            for query in [
                "account_id=\(desk.account.publicID)", "client_id=\(desk.clientID)", "state=live",
                "account_id=\(desk.account.publicID)&limit=1",
            ] { #expect(try await desk.call("GET", "grants?\(query)").rows.count == 1, "\(query)") }
            for query in ["state=revoked", "state=allowed", "user_id=\(AdminRoute.nobody)"] {
                #expect(try await desk.call("GET", "grants?\(query)").rows.isEmpty, "\(query)")
            }
            for (query, field) in [("account_id=none", "account_id"), ("client_id=none", "client_id"), ("state=x", "state")] {
                #expect(try await desk.call("GET", "grants?\(query)").isProblem(422, "invalid-input", fields: [field]))
            }
            let shown = try await desk.call("GET", "grants/\(id)")
            #expect(shown.object["scopes"] as? [String] == ["read", "write"])
            for (body, field) in [(#"{"scopes":[]}"#, "scopes"), (#"{"scopes":["other"]}"#, "scopes"), ("{}", "scopes")] {
                #expect(try await desk.call("PATCH", "grants/\(id)", body).isProblem(422, "invalid-input", fields: [field]))
            }
            let narrowed = try await desk.call(
                "PATCH", "grants/\(id)", #"{"scopes":["read"]}"#, headers: [("If-Match", try #require(shown["ETag"]))])
            #expect(narrowed.object["scopes"] as? [String] == ["read"])
            #expect(try await desk.isLive(pair.accessToken))
            let preview = try await desk.call("GET", "grants/\(id)/revocation")
            #expect(preview.object["access_tokens"] as? Int == 1)
            #expect(preview.object["refresh_tokens"] as? Int == 1)
            let revoked = try await desk.call("POST", "grants/\(id)/revoke")
            #expect(revoked.body == preview.body)
            #expect(try await !desk.isLive(pair.accessToken))
            let again = try await desk.call("POST", "grants/\(id)/revoke")
            #expect(again.object["grants"] as? Int == 0)
            let ended = try await desk.call("GET", "grants/\(id)").object
            #expect(ended["state"] as? String == "revoked")
            #expect(ended["revoked_by"] as? String == "tenant")
            #expect(try await desk.call("GET", "grants/\(AdminRoute.nobody)").isProblem(404, "not-found"))
            #expect(try await desk.call("POST", "grants/\(AdminRoute.nobody)/revoke").isProblem(404, "not-found"))
        }
    }

    @Test("a platform that acts by itself is installed by the ids of people or their addresses")
    func install() async throws {
        try await OffboardingDesk.run(.standard, grantTypes: [.clientCredentials]) { desk in
            for approver in [desk.user.id.description, desk.user.email] {
                let made = try await desk.call(
                    "POST", "grants",
                    #"{"client_id":"\#(desk.clientID)","account_id":"\#(desk.account.publicID)","approved_by":"\#(approver)"}"#)
                #expect(made.status == 201, "\(made.body)")
                #expect(made.object["approved_by"] as? String == desk.user.id.description)
                #expect(made.object["state"] as? String == "live")
            }
            for (body, field) in [
                (#"{"account_id":"a","approved_by":"b"}"#, "client_id"),
                (#"{"client_id":"none","account_id":"a","approved_by":"b"}"#, "client_id"),
                (#"{"client_id":"\#(desk.clientID)","account_id":"none","approved_by":"b"}"#, "account_id"),
                (
                    #"{"client_id":"\#(desk.clientID)","account_id":"\#(desk.account.publicID)","approved_by":"\#(AdminRoute.nobody)"}"#,
                    "approved_by"
                ),
            ] {
                #expect(try await desk.call("POST", "grants", body).isProblem(422, "invalid-input", fields: [field]), "\(body)")
            }
        }
    }

    @Test("tokens are listed with their states and without themselves")
    func tokens() async throws {
        try await OffboardingDesk.run(.standard) { desk in
            let first = try await desk.pair()
            let second = try await desk.refresh(first)
            let list = try await desk.call("GET", "tokens")
            #expect(list.rows.count == 4)
            for secret in [first.accessToken, second.accessToken, first.refreshToken?.text, second.refreshToken?.text].compactMap(\.self) {
                #expect(!list.body.contains(secret))
            }
            func states(_ query: String) async throws -> [String] {
                try await desk.call("GET", "tokens?\(query)").rows.compactMap { "\($0["type"] ?? "") \($0["state"] ?? "")" }.sorted()
            }
            #expect(try await states("") == ["access live", "access live", "refresh live", "refresh used"])
            #expect(try await states("type=refresh") == ["refresh live", "refresh used"])
            #expect(try await states("state=used") == ["refresh used"])
            #expect(try await states("client_id=\(desk.clientID)&account_id=\(desk.account.publicID)&type=access").count == 2)
            let grant = try #require(list.rows.first?["grant_id"] as? String)
            #expect(try await states("grant_id=\(grant)").count == 4)
            #expect(try await states("grant_id=\(AdminRoute.nobody)").isEmpty)
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await desk.call("GET", "tokens?limit=1" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += page.rows.compactMap { $0["id"] as? String }
                cursor = page.cursor
            } while cursor != nil
            #expect(seen == list.rows.compactMap { $0["id"] as? String })
            _ = try await desk.call("POST", "accounts/\(desk.account.publicID)/disable")
            #expect(try await states("type=access") == ["access asleep", "access asleep"])
            _ = try await desk.call("POST", "accounts/\(desk.account.publicID)/enable")
            for query in ["type=x", "state=x", "client_id=none", "account_id=none"] {
                #expect(try await desk.call("GET", "tokens?\(query)").status == 422, "\(query)")
            }
        }
    }

    @Test("a token is looked up and revoked by its value, and by nothing that is almost its value")
    func byValue() async throws {
        try await OffboardingDesk.run(.standard) { desk in
            let pair = try await desk.pair()
            let access = pair.accessToken
            let refresh = try #require(pair.refreshToken).text
            for (token, kind) in [(access, "access"), (refresh, "refresh")] {
                let found = try await desk.call("POST", "tokens/lookup", #"{"token":"\#(token)"}"#)
                #expect(found.object["type"] as? String == kind)
                #expect(found.object["state"] as? String == "live")
                #expect(!found.body.contains(token))
                let id = try #require(found.object["id"] as? String)
                #expect(try await desk.call("GET", "tokens/\(id)").body == found.body)
            }
            var near = ["", " \(access)", "\(access) ", "\(access)x", "x\(access)", String(access.dropFirst()), access.uppercased() + "x"]
            near += (1..<access.count).map { String(access.prefix($0)) }
            for text in near where text != access && !text.isEmpty {
                for path in ["lookup", "revoke"] {
                    let answer = try await desk.call("POST", "tokens/\(path)", #"{"token":"\#(text)"}"#)
                    #expect(answer.isProblem(404, "not-found"), "\(text)")
                    #expect(!answer.body.contains(text) || text.count < 12)
                }
            }
            #expect(try await desk.call("POST", "tokens/revoke", #"{"token":""}"#).isProblem(422, "invalid-input", fields: ["token"]))
            #expect(try await desk.call("POST", "tokens/revoke", "{}").isProblem(422, "invalid-input", fields: ["token"]))
            #expect(try await desk.isLive(access))
            let one = try await desk.call("POST", "tokens/revoke", #"{"token":"\#(access)"}"#)
            #expect(one.object["access_tokens"] as? Int == 1)
            #expect(one.object["refresh_tokens"] as? Int == 0)
            #expect(try await !desk.isLive(access))
            let next = try await desk.refresh(pair)
            #expect(try await desk.isLive(next.accessToken))
            let family = try await desk.call("POST", "tokens/revoke", #"{"token":"\#(try #require(next.refreshToken).text)"}"#)
            #expect(family.object["access_tokens"] as? Int == 1)
            #expect(family.object["refresh_tokens"] as? Int == 1)
            #expect(try await !desk.isLive(next.accessToken))
            let found = try await desk.call("POST", "tokens/lookup", #"{"token":"\#(refresh)"}"#)
            #expect(found.object["state"] as? String == "revoked")
            #expect(try await desk.call("POST", "tokens/revoke", #"{"token":"\#(refresh)"}"#).object["refresh_tokens"] as? Int == 0)
        }
    }

    @Test("another tenant's token is nobody's, by its id as by its value")
    func isWalled() async throws {
        try await OffboardingDesk.run(.standard) { desk in
            let pair = try await desk.pair()
            let id = try #require(try await desk.call("GET", "tokens?type=access").rows.first?["id"] as? String)
            let other = try await desk.world.tenant(.standard)
            let (key, _) = try await desk.world.adminKey(for: other)
            let base = "/admin/v1/tenants/\(other.slug)"
            for (method, path, body) in [
                ("POST", "tokens/lookup", #"{"token":"\#(pair.accessToken)"}"#),
                ("POST", "tokens/revoke", #"{"token":"\#(pair.accessToken)"}"#),
                ("GET", "tokens/\(id)", nil), ("POST", "tokens/\(id)/revoke", nil),
            ] as [(String, String, String?)] {
                let answer = try await desk.send(method, "\(base)/\(path)", body, key: key)
                #expect(answer.isProblem(404, "not-found"), "\(path)")
            }
            #expect(try await desk.isLive(pair.accessToken))
            #expect(try await desk.call("POST", "tokens/\(id)/revoke").status == 200)
            #expect(try await !desk.isLive(pair.accessToken))
        }
    }
}
