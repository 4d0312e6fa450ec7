import Broker
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("what a key may do", .database)
struct PermissionTests {
    @Test("every operation is refused to a key that may do everything else, and the refusal names what it takes")
    func matrix() async throws {
        try await Desk.run { desk in
            for route in AdminRoute.all(of: desk.world.engine, id: AdminRoute.nobody) {
                let needed = route.operation.permission
                let others = AdminPermission.Resource.allCases.filter { $0 != needed.resource }.map(AdminPermission.write)
                let less = needed.access == .write ? needed.resource.map { [AdminPermission.read($0)] } ?? [] : []
                let key = try await desk.world.adminKey(for: desk.tenant, permissions: others + less).secret
                let answer = try await desk.send(route.method, route.address(below: desk.base), route.body, key: key)
                #expect(answer.isProblem(403, "forbidden"), "\(route): \(answer.body)")
                #expect((answer.object["detail"] as? String)?.contains("\(needed)") == true, "\(route)")
            }
        }
    }

    @Test("every operation is open to a key that may do no more than that")
    func least() async throws {
        try await Desk.run { desk in
            for route in AdminRoute.all(of: desk.world.engine, id: AdminRoute.nobody) {
                let key = try await desk.world.adminKey(for: desk.tenant, permissions: [route.operation.permission]).secret
                let answer = try await desk.send(route.method, route.address(below: desk.base), route.body, key: key)
                #expect(![401, 403, 500, 503].contains(answer.status), "\(route): \(answer.body)")
            }
        }
    }

    @Test("a key makes and rotates no key that may do more than it may itself")
    func escalation() async throws {
        try await Desk.run { desk in
            let small = try await desk.world.adminKey(
                for: desk.tenant, permissions: [.write(.keys), .read(.events)]
            ).secret
            for excess in ["write", "read", "events:write", "accounts:read"] {
                let answer = try await desk.call(
                    "POST", "keys", #"{"name":"x","permissions":["keys:read","\#(excess)"]}"#, key: small)
                #expect(answer.isProblem(422, "invalid-input", fields: ["permissions"]), "\(excess)")
            }
            #expect(
                try await desk.call("POST", "keys", #"{"name":"x"}"#, key: small).isProblem(422, "invalid-input", fields: ["permissions"]))
            let big = try await desk.world.adminKey(for: desk.tenant)
            let rotated = try await desk.call("POST", "keys/\(big.key.id)/rotate", key: small)
            #expect(rotated.isProblem(422, "invalid-input", fields: ["permissions"]))
            let made = try await desk.call("POST", "keys", #"{"name":"x","permissions":["events:read","keys:write"]}"#, key: small)
            #expect(made.status == 201)
            for bad in [#"["everything"]"#, #"["events:delete"]"#, #"["nothing:read"]"#, "[]", #"["read:events"]"#] {
                let answer = try await desk.call("POST", "keys", #"{"name":"x","permissions":\#(bad)}"#)
                #expect(answer.isProblem(422, "invalid-input", fields: ["permissions"]), "\(bad)")
            }
        }
    }
}
