import Foundation
import Postgres
import TestSupport
import Testing

@Suite("hearing what others notify")
struct NotificationListenerTests {
    @Test("calls at the start, at each notification, and anew after its connection was cut; then it ends", .timeLimit(.minutes(1)))
    func hears() async throws {
        let server = try PrivatePostgres()
        defer { server.remove() }
        try server.start()
        let configuration = try DatabaseConfiguration(url: server.url())
        let calls = Shared(0)
        let listener = NotificationListener(configuration, channel: "test_channel", logger: .quiet) { calls.withLock { $0 += 1 } }
        let running = Task { await listener.run() }
        #expect(try await eventually { calls.withLock { $0 } == 1 })
        let database = Database(configuration, logger: .quiet)
        for expected in 2...4 {
            try await database.execute("SELECT pg_notify('test_channel', '')")
            #expect(try await eventually { calls.withLock { $0 } == expected })
        }
        try await database.execute("SELECT pg_notify('another_channel', '')")
        try await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%'")
        #expect(try await eventually { calls.withLock { $0 } == 5 })
        try await database.execute("SELECT pg_notify('test_channel', '')")
        #expect(try await eventually { calls.withLock { $0 } == 6 })
        running.cancel()
        await running.value
        await database.shutdown()
    }
}
