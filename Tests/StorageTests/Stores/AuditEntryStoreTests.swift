import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("audit entries", .database)
struct AuditEntryStoreTests {
    private static let id = UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))

    @Test(
        "say who did what to what, from where",
        arguments: [
            (.operator("ops"), "operator", "ops"), (.user(User.ID(rawValue: id)), "user", id.uuidString.lowercased()),
            (.platform(Platform.ID(rawValue: id)), "platform", id.uuidString.lowercased()), (.anonymous, "anonymous", nil),
            (.server, "server", nil),
        ] as [(AuditEntry.Actor, String, String?)])
    func actors(actor: AuditEntry.Actor, kind: String, id: String?) async throws {
        try await World.run { world in
            let tenant = try await Sample.emptyTenant(in: world)
            try await world.storage.transaction(tenant: tenant) { stores in
                try stores.auditEntries.insert(
                    AuditEntry(
                        "thing.done", by: actor, target: .init("thing", "t1"), detail: ["list": .list(["a"]), "count": .integer(2)]),
                    sourceAddress: "192.0.2.1", requestID: "r1")
            }
            let line = try await world.asSuperuser { session in
                try session.value(
                    """
                    SELECT concat_ws(' ', action, actor_kind, coalesce(actor_id, '-'), target_kind, target_id, detail::text, source_address, request_id)
                    FROM audit_entry WHERE action = 'thing.done'
                    """, as: String.self)
            }
            #expect(line == "thing.done \(kind) \(id ?? "-") thing t1 {\"list\": [\"a\"], \"count\": 2} 192.0.2.1 r1")
        }
    }
}
