import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    @Suite("webhooks and kills")
    struct WebhookCrashTests {
        @Test(
            "the server killed again and again while it delivers: every committed event arrives, and only what was on its way comes twice")
        func kills() async throws {
            let sink = try await WebhookSink { _, _ in .init(204, delay: .milliseconds(20)) }
            try Installation.ready { installation in
                _ = try installation.seed()
                try installation.sql("UPDATE webhook_endpoint SET url = '\(sink.url)'")
                let worker = ["SYMBOLON_WORKER_DATABASE_URL": installation.url(as: "symbolon_worker")]
                let (rounds, each) = (6, 40)
                for round in 0..<rounds {
                    let server = try installation.serve(with: worker)
                    try Self.commit(each, in: installation)
                    usleep(UInt32.random(in: 0...400_000))
                    server.kill9()
                    #expect(!server.isRunning, "round \(round)")
                }
                let last = try installation.serve(with: worker)
                // What the last life held is due again when its lease of 30 s ends.
                #expect(eventually(within: 90) { Self.ids(sink).count == rounds * each })
                #expect(eventually(within: 90) { Self.count("status <> 'delivered'", installation) == 0 })
                #expect(last.stop() == 0)
                #expect(try installation.sql("SELECT count(*) FROM delivery") == "\(rounds * each)")
                #expect(sink.arrivals.count < 2 * rounds * each)
            }
            try await sink.stop()
        }

        private static func commit(_ count: Int, in installation: Installation) throws {
            try installation.sql(
                """
                WITH written AS (
                    INSERT INTO event (tenant_id, type, platform_id, payload)
                    SELECT tenant_id, 'account.connected', id, jsonb_build_object('n', n) FROM platform, generate_series(1, \(count)) AS n
                    RETURNING tenant_id, id
                )
                INSERT INTO event_queue (tenant_id, event_id) SELECT tenant_id, id FROM written
                """)
        }

        private static func ids(_ sink: WebhookSink) -> Set<String> { Set(sink.arrivals.compactMap { $0["webhook-id"] }) }

        private static func count(_ condition: String, _ installation: Installation) -> Int? {
            (try? installation.sql("SELECT count(*) FROM delivery WHERE \(condition)")).flatMap { Int($0) }
        }
    }
}
