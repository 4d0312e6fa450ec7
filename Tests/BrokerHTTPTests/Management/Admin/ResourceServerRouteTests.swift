import Foundation
import TestSupport
import Testing

@Suite("resource servers and failures over the management API", .database)
struct ResourceServerRouteTests {
    @Test("one is registered, shown, changed under its ETag, given a new secret, put to sleep, woken and deleted")
    func life() async throws {
        try await Desk.run { desk in
            let made = try await desk.call(
                "POST", "resource-servers", #"{"name":"API","audience":"https://api.example","scopes":["read"]}"#)
            #expect(made.status == 201, "\(made.body)")
            let secret = try #require(made.object["client_secret"] as? String)
            desk.world.secrets.add(secret)
            let id = try #require(made.object["id"] as? String)
            #expect(id.hasPrefix("rs_"))
            #expect(made["Location"] == "\(desk.base)/resource-servers/\(id)")
            let shown = try await desk.call("GET", "resource-servers/\(id)")
            #expect(shown["ETag"] == made["ETag"])
            #expect(!shown.body.contains(secret))
            let tag = try #require(shown["ETag"])
            let changed = try await desk.call(
                "PATCH", "resource-servers/\(id)", #"{"client_ids":["\#(desk.clientID)"],"scopes":[]}"#, headers: [("If-Match", tag)])
            #expect(changed.status == 200, "\(changed.body)")
            #expect(changed.object["client_ids"] as? [String] == [desk.clientID])
            #expect(changed.object["name"] as? String == "API")
            let late = try await desk.call("PATCH", "resource-servers/\(id)", #"{"name":"Other"}"#, headers: [("If-Match", tag)])
            #expect(late.status == 412)
            let rotated = try await desk.call("POST", "resource-servers/\(id)/rotate-secret", #"{"overlap_seconds":0}"#)
            #expect(rotated.status == 200)
            desk.world.secrets.add(try #require(rotated.object["client_secret"] as? String))
            #expect(try await desk.call("POST", "resource-servers/\(id)/disable").object["disabled_at"] is String)
            #expect(try await desk.call("POST", "resource-servers/\(id)/enable").object["disabled_at"] is NSNull)
            #expect(try await desk.call("GET", "resource-servers").rows.map { $0["id"] as? String } == [id])
            #expect(try await desk.call("DELETE", "resource-servers/\(id)").status == 204)
            #expect(try await desk.call("GET", "resource-servers/\(id)").isProblem(404, "not-found"))
        }
    }

    @Test("what is wrong is said by its field, and another tenant's is not there")
    func refuses() async throws {
        try await Desk.run { desk in
            for (body, field) in [
                (#"{"audience":"a"}"#, "name"), (#"{"name":"n"}"#, "audience"), (#"{"name":"n","audience":"two words"}"#, "audience"),
                (#"{"name":"n","audience":"a","scopes":["two words"]}"#, "scopes"),
                (#"{"name":"n","audience":"a","client_ids":["nobody"]}"#, "client_ids"), (#"{"name":"n","audience":"a","x":1}"#, "x"),
            ] {
                let answer = try await desk.call("POST", "resource-servers", body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(answer.body)")
            }
            for id in ["rs_none", "x", "rs_%00", "rs_%C3%28"] {
                #expect([400, 404].contains(try await desk.call("GET", "resource-servers/\(id)").status), "\(id)")
                #expect([400, 404].contains(try await desk.call("DELETE", "resource-servers/\(id)").status), "\(id)")
            }
        }
    }

    @Test("failures are listed by client, code and time, and one is explained by the id its answer carried")
    func failures() async throws {
        try await Desk.run { desk in
            let path = "/t/\(desk.tenant.slug)/oauth/token"
            let form = [("Content-Type", "application/x-www-form-urlencoded")]
            let refused = try await desk.tester.send(
                "POST", path, headers: form,
                body: "grant_type=authorization_code&code=none&client_id=\(desk.clientID)&client_secret=\(desk.platform.secret.value)")
            let garbage = try await desk.tester.send("POST", path, headers: form, body: "grant_type=x")
            let id = try #require(refused["X-Request-Id"])
            let told = try await desk.call("GET", "token-failures/\(id)")
            #expect(told.status == 200)
            #expect(told.object["reason"] as? String == "code_unknown")
            #expect(told.object["client_id"] as? String == desk.clientID)
            #expect(told.object["caller"] as? String == "platform")
            #expect(told.object["source_address"] as? String == "127.0.0.1")
            func ids(_ query: String) async throws -> [String] {
                let answer = try await desk.call("GET", "token-failures?\(query)")
                #expect(answer.status == 200, "\(answer.body)")
                return answer.rows.compactMap { $0["id"] as? String }
            }
            #expect(try await ids("limit=10") == [try #require(garbage["X-Request-Id"]), id])
            #expect(try await ids("client_id=\(desk.clientID)") == [id])
            #expect(try await ids("code=invalid_grant") == [id])
            #expect(try await ids("since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z").isEmpty)
            #expect(try await desk.call("GET", "token-failures?code=x").status == 422)
            #expect(try await desk.call("GET", "token-failures/\(UUID())").isProblem(404, "not-found"))
            let other = try await desk.world.tenant(.standard)
            #expect(
                try await desk.send("GET", "/admin/v1/tenants/\(other.slug)/token-failures/\(id)", key: desk.key).isProblem(
                    404, "not-found"))
        }
    }
}
