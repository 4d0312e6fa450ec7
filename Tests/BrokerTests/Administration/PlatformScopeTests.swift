import Broker
import Dialects
import Model
import TestSupport
import Testing

@Suite("giving a platform another scope", .database)
struct PlatformScopeTests {
    @Test("replaces the rules, each action and account once")
    func replaces() async throws {
        try await Scene.run(.xurrent) { scene in
            let change = ChangePlatformScope(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            #expect(try await change.scope(of: clientID, in: scene.tenant) == [ScopeRecord(actions: ["*:*"])])
            let records = [
                ScopeRecord(actions: ["request:RU", "request:RU", "task:*"], accounts: ["first", "first", "second"]),
                ScopeRecord(effect: .deny, actions: ["request:Delete"]),
            ]
            try await change(records, of: clientID, in: scene.tenant, by: .server)
            #expect(
                try await change.scope(of: clientID, in: scene.tenant) == [
                    ScopeRecord(actions: ["request:RU", "task:*"], accounts: ["first", "second"]),
                    ScopeRecord(effect: .deny, actions: ["request:Delete"]),
                ])
            #expect(try await scene.audit("platform.scope_changed").count == 1)
        }
    }

    @Test("what is no such scope, or nobody's, is refused by its field and ends no token")
    func refuses() async throws {
        try await Scene.run(.xurrent) { scene in
            let answer = try await scene.pair()
            let change = ChangePlatformScope(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            let many = (0..<51).map { _ in ScopeRecord(actions: ["request:Read"]) }
            let long = [ScopeRecord(actions: Array(repeating: "request:Read", count: 501))]
            let accounts = [ScopeRecord(actions: ["request:Read"], accounts: (0..<101).map { "a\($0)" })]
            for records in [
                [], many, long, accounts, [ScopeRecord(actions: [])], [ScopeRecord(actions: ["request"])],
                [ScopeRecord(actions: ["request:Read", "request:X"])], [ScopeRecord(actions: ["Request:Read"])],
                [ScopeRecord(actions: [""])], [ScopeRecord(actions: ["request:"])], [ScopeRecord(actions: [":Read"])],
                [ScopeRecord(actions: ["request:Read"], accounts: [""])],
            ] {
                let error = await #expect(throws: InputError.self) {
                    try await change(records, of: clientID, in: scene.tenant, by: .server)
                }
                #expect(error?.field == "scope_rules")
            }
            await #expect(throws: NotFound("platform", "none")) {
                try await change([ScopeRecord(actions: ["request:Read"])], of: "none", in: scene.tenant, by: .server)
            }
            await #expect(throws: NotFound("platform", "none")) { try await change.scope(of: "none", in: scene.tenant) }
            #expect(try await scene.isLive(answer))
        }
        try await Scene.run(.standard) { scene in
            let error = await #expect(throws: InputError.self) {
                try await ChangePlatformScope(engine: scene.engine)(
                    [ScopeRecord(actions: ["request:Read"])], of: scene.platform.platform.clientID, in: scene.tenant, by: .server)
            }
            #expect(error?.field == "scope_rules")
        }
    }
}
