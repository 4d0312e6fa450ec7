import TestSupport
import Testing

@Suite("the management listener", .database)
struct ManagementListenerTests {
    @Test(
        "says that it lives, is ready and what it is",
        arguments: ["/health/live", "/health/alive", "/health/ready", "/health/audit", "/healthz", "/version"])
    func health(_ path: String) async throws {
        try await Front.run { front in
            let answer = try await front.tester.send("GET", path, management: true)
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(path == "/version" ? answer.json == ["name": "symbolon", "version": "test"] : answer.json["status"] == "ok")
            let head = try await front.tester.send("HEAD", path, management: true)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test("has nothing of the public one, and the public one nothing of it")
    func isApart() async throws {
        try await Front.run { front async throws in
            for path in ["/", "/oauth/tokens", "/sign-in", "/consent", "/auth"] {
                for method in ["GET", "POST"] {
                    #expect(try await front.tester.send(method, front.base + path, management: true).status == 404)
                    #expect(try await front.tester.send(method, path, management: true).status == 404)
                }
            }
            for path in ["/health/live", "/health/ready", "/healthz", "/version", "/admin/v1/tenants", "/metrics"] {
                for prefix in ["", front.base] { #expect(try await front.tester.get(prefix + path).status == 404) }
            }
        }
    }

    @Test("is not ready once the database is closed, and lives on")
    func notReady() async throws {
        try await Front.run { front in
            await front.world.database.shutdown()
            let answer = try await front.tester.send("GET", "/health/ready", management: true)
            #expect(answer.status == 503)
            #expect(answer.json["database"] == "unavailable")
            #expect(try await front.tester.send("GET", "/health/live", management: true).status == 200)
        }
    }
}
