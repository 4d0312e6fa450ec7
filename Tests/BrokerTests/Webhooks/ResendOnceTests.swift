import Broker
import Foundation
import Model
import TestSupport
import Testing

@Suite("sending again in several steps", .database)
struct ResendOnceTests {
    @Test("meets each event once, though what it sent has ended meanwhile", arguments: [true, false])
    func once(_ includingDelivered: Bool) async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let (endpoint, _) = try await scene.endpoint(at: sink)
                let platform = scene.platform.platform.id
                try await scene.stores { stores in
                    for _ in 0..<3 { _ = try stores.events.insertUnqueued(Event(.tokenReplayed, platform: platform, data: [:])) }
                }
                let start = try await ReadClock(engine: scene.engine)(of: scene.tenant)
                @Sendable func resend(unlessMadeSince: Date?) async throws -> Int {
                    try await ManageDeliveries(engine: scene.engine).resend(
                        to: endpoint.id, since: start.addingTimeInterval(-3600), until: nil, includingDelivered: includingDelivered,
                        unlessMadeSince: unlessMadeSince, in: scene.tenant, by: .server)
                }
                #expect(try await resend(unlessMadeSince: start) == 3)
                let tenant = scene.tenant.id.rawValue
                try await scene.world.inspect { session in
                    try session.execute("UPDATE delivery SET status = 'withheld', finished_at = created_at WHERE tenant_id = \(tenant)")
                }
                #expect(try await resend(unlessMadeSince: start) == 0)
                #expect(try await resend(unlessMadeSince: nil) == 3)
            }
        }
    }
}
