import Foundation
import TestSupport
import Testing

@Suite("tenants by the management API", .database)
struct TenantRouteTests {
    @Test("a key sees the tenants it may act on, a page at a time, and no others")
    func list() async throws {
        try await Desk.run { desk async throws in
            let others = [try await desk.world.tenant(.xref), try await desk.world.tenant(.xeno)].map(\.slug)
            let own = try await desk.send("GET", "/admin/v1/tenants", key: desk.key)
            #expect(own.rows.compactMap { $0["slug"] as? String } == [desk.tenant.slug])
            let operators = try await desk.world.adminKey().secret
            var seen: [String] = []
            var path = "/admin/v1/tenants?limit=2"
            while true {
                let page = try await desk.send("GET", path, key: operators)
                seen += page.rows.compactMap { $0["slug"] as? String }
                guard let cursor = page.cursor else { break }
                path = "/admin/v1/tenants?limit=2&cursor=\(cursor)"
            }
            #expect(seen == others.reversed() + [desk.tenant.slug])
            let narrow = try await desk.world.adminKey(for: desk.tenant, permissions: [.write(.accounts)]).secret
            #expect(try await desk.send("GET", "/admin/v1/tenants", key: narrow).isProblem(403, "forbidden"))
            #expect(try await desk.send("POST", "/admin/v1/tenants", "{}", key: operators).isProblem(405, "method-not-allowed"))
        }
    }

    @Test("settings are changed one by one, taken back by null, and refused by name")
    func settings() async throws {
        try await Desk.run { desk async throws in
            let shown = try await desk.send("GET", desk.base, key: desk.key)
            let changed = try await desk.send(
                "PATCH", desk.base, #"{"refresh_grace_seconds":7,"grant_subject":"user","storefront_url":"https://store.example/"}"#,
                key: desk.key, headers: [("If-Match", try #require(shown["ETag"]))])
            #expect(changed.status == 200)
            #expect(changed.object["refresh_grace_seconds"] as? Int == 7)
            #expect(changed.object["grant_subject"] as? String == "user")
            #expect(changed.object["storefront_url"] as? String == "https://store.example")
            let stale = try await desk.send(
                "PATCH", desk.base, #"{"refresh_grace_seconds":8}"#, key: desk.key, headers: [("If-Match", try #require(shown["ETag"]))])
            #expect(stale.isProblem(412, "precondition-failed"))
            let back = try await desk.send("PATCH", desk.base, #"{"refresh_grace_seconds":null}"#, key: desk.key)
            #expect(back.object["refresh_grace_seconds"] is NSNull)
            #expect(back.object["grant_subject"] as? String == "user")
            for (member, value) in [
                ("grant_subject", #""x""#), ("grant_subject", "1"), ("refresh_grace_seconds", "301"), ("refresh_grace_seconds", #""1""#),
                ("sso_token_lifetime_seconds", "0"), ("storefront_url", #""ftp://x""#), ("slug", #""x""#),
            ] {
                let answer = try await desk.send("PATCH", desk.base, #"{"\#(member)":\#(value)}"#, key: desk.key)
                #expect(answer.isProblem(422, "invalid-input", fields: [member]), "\(member) \(value)")
            }
        }
    }

    @Test("a tenant is put to sleep and woken, and can be managed while it sleeps")
    func sleep() async throws {
        try await Desk.run { desk async throws in
            #expect(try await desk.call("POST", "disable").status == 204)
            #expect(try await desk.tester.get("/t/\(desk.tenant.slug)/sign-in").status == 404)
            #expect(try await desk.send("GET", desk.base, key: desk.key).object["disabled_at"] is String)
            #expect(try await desk.call("POST", "enable").status == 204)
            #expect(try await desk.tester.get("/t/\(desk.tenant.slug)/sign-in").status == 200)
        }
    }
}
