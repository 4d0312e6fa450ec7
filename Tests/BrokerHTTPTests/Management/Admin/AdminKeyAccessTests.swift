import Broker
import Model
import TestSupport
import Testing

@Suite("keys before the management API", .database)
struct AdminKeyAccessTests {
    @Test("without a live key every address answers 401 and tells nothing else")
    func unauthorized() async throws {
        try await Desk.run { desk in
            let change = ChangeAdminKeys(engine: desk.world.engine)
            let (revoked, key) = try await desk.world.adminKey(for: desk.tenant)
            try await change.revoke(key.id, by: .server)
            let (expired, expiring) = try await desk.world.adminKey(lifetime: .seconds(3600))
            let id = expiring.id.rawValue
            try await desk.world.inspect { session in
                try session.execute(
                    "UPDATE admin_key SET created_at = now() - interval '2 h', expires_at = now() - interval '1 h' WHERE id = \(id)")
            }
            let (endpoint, secret) = try await desk.endpoint()
            for route in AdminRoute.all(of: desk.world.engine, id: endpoint) {
                let answer = try await desk.send(route.method, route.address(below: desk.base), route.body, key: nil)
                #expect(answer.isProblem(401, "unauthorized"), "\(route): \(answer.body)")
                #expect(answer["WWW-Authenticate"] == "Bearer")
            }
            for bad in [revoked, expired, desk.key + "0", "symbolon_admin_", secret, "x"] {
                let answer = try await desk.call("GET", "events", key: bad)
                #expect(answer.isProblem(401, "unauthorized"))
                #expect(answer["WWW-Authenticate"] == "Bearer")
            }
            for header in ["Token \(desk.key)", "Basic \(desk.key)", "Bearer", "Bearer  \(desk.key)", "Bearer \(desk.key) x"] {
                let answer = try await desk.send("GET", "\(desk.base)/events", key: nil, headers: [("Authorization", header)])
                #expect(answer.isProblem(401, "unauthorized"))
            }
            for path in [
                "/admin", "/admin/v1", "/admin/v1/nothing", "/admin/v1/tenants/nobody/events", "/admin/v2", "\(desk.base)/nothing",
            ] {
                #expect(try await desk.send("GET", path, key: nil).isProblem(401, "unauthorized"))
                #expect(try await desk.send("GET", path, key: desk.key).isProblem(404, "not-found"))
            }
            #expect(try await desk.call("GET", "webhook-endpoints").rows.count == 1)
        }
    }

    @Test("a tenant's key finds nothing of another tenant, exactly as if there were no such tenant")
    func isWalled() async throws {
        try await Desk.run { desk in
            let other = try await desk.world.tenant(.standard)
            let (operators, _) = try await desk.world.adminKey()
            let platform = try await desk.world.platform(in: other).platform.clientID
            let made = try await desk.send(
                "POST", "/admin/v1/tenants/\(other.slug)/webhook-endpoints",
                #"{"client_id":"\#(platform)","url":"https://partner.example/hook"}"#, key: operators)
            #expect(made.status == 201)
            let id = try #require(made.object["id"] as? String)
            let before = try await desk.world.rowCounts()
            for route in AdminRoute.all(of: desk.world.engine, id: id) {
                let foreign = try await desk.send(
                    route.method, route.address(below: "/admin/v1/tenants/\(other.slug)"), route.body, key: desk.key)
                let unknown = try await desk.send(
                    route.method, route.address(below: "/admin/v1/tenants/t-nobody"), route.body, key: desk.key)
                #expect(foreign.isProblem(404, "not-found"), "\(route): \(foreign.body)")
                #expect(Self.told(foreign) == Self.told(unknown), "\(route)")
            }
            for route in AdminRoute.all(of: desk.world.engine, id: id) where route.path.contains(id) {
                // By its own tenant's address the other's endpoint is not there either.
                let foreign = try await desk.call(route.method, route.path, route.body)
                let unknown = try await desk.call(
                    route.method, route.path.replacing(id, with: AdminRoute.nobody), route.body)
                #expect(foreign.status == unknown.status)
                #expect(foreign.body.replacing(id, with: AdminRoute.nobody).count == unknown.body.count, "\(route)")
                #expect(foreign.status == 404 || route.path.hasSuffix("verify"), "\(route): \(foreign.body)")
            }
            #expect(try await desk.world.rowCounts() == before)
            #expect(
                try await desk.send("GET", "/admin/v1/tenants/\(other.slug)/webhook-endpoints/\(id)", key: operators).status == 200)
        }
    }

    @Test("an operator's key acts on every tenant, and a disabled tenant can be managed")
    func operators() async throws {
        try await Desk.run { desk in
            let (operators, _) = try await desk.world.adminKey(name: "ops")
            #expect(try await desk.call("GET", "webhook-endpoints", key: operators).status == 200)
            try await SetDisabled(engine: desk.world.engine)(true, .tenant, in: desk.tenant, by: .server)
            for key in [operators, desk.key] { #expect(try await desk.call("GET", "webhook-endpoints", key: key).status == 200) }
            #expect(try await desk.tester.get("/t/\(desk.tenant.slug)/sign-in").status == 404)
            let (id, _) = try await desk.endpoint()
            #expect(try await desk.call("DELETE", "webhook-endpoints/\(id)").status == 204)
        }
    }

    @Test("the audit log names the key, the address and the request")
    func audit() async throws {
        try await Desk.run { desk in
            _ = try await desk.endpoint()
            let id = desk.tenant.id.rawValue
            let lines: [String] = try await desk.world.inspect { session in
                try session.all(
                    """
                    SELECT concat_ws(' ', actor_kind, actor_id, source_address, request_id IS NOT NULL) AS line FROM audit_entry
                    WHERE tenant_id = \(id) AND action = 'webhook_endpoint.created'
                    """
                ).map { (line: AuditText) in line.text }
            }
            let key = try #require(try await AuthenticateAdminKey(engine: desk.world.engine)(.init(desk.key)))
            #expect(lines == ["operator key:\(key.id) back end 127.0.0.1 t"])
        }
    }

    /// What two answers must have in common.
    private static func told(_ answer: HTTPTester.Answer) -> [String] {
        let members = answer.object.filter { $0.key != "instance" }.map { "\($0.key)=\($0.value)" }
        let headers = answer.headers.filter { !["date", "content-length"].contains($0.name.lowercased()) }.map { "\($0.name): \($0.value)" }
        return (members + headers).sorted() + ["\(answer.status)"]
    }
}
