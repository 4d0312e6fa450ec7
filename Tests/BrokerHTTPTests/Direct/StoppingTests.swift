import Broker
import Dialects
import Model
import TestSupport
import Testing

@Suite("a server that stops", .database)
struct StoppingTests {
    @Test("gives the answers it is working out from memory, however many were sent at once, and closes", arguments: [1, 3])
    func answers(_ count: Int) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(.standard)
            let account = try await world.account(in: tenant)
            let user = try await world.user(in: [account], of: tenant)
            let platform = try await world.platform(in: tenant)
            let (started, ends) = (AsyncStream<HTTPTester>.makeStream(), AsyncStream<Void>.makeStream())
            async let served: Void = world.serving { tester in
                started.continuation.yield(tester)
                for await _ in ends.stream {}
            }
            var testers = started.stream.makeAsyncIterator()
            let tester = await testers.next()
            let front = Front(
                world: world, tester: try #require(tester), tenant: tenant, account: account, user: user, platform: platform,
                base: "/t/\(tenant.slug)")
            let warm = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let cold = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let idle = try await front.connection(warmedBy: warm)
            let asking = try await KeptConnection.open(to: front.tester.port)
            try await front.withholdingTokens { letGo in
                try await asking.send(String(repeating: cold.text, count: count))
                #expect(try await world.waitForLocks(1))
                ends.continuation.finish()
                #expect(try await Self.stopsListening(front.tester.port))
                // Nobody waits for who asks nothing.
                #expect(try await idle.rest().isEmpty)
                letGo()
            }
            #expect(try await asking.rest().map(\.status) == Array(repeating: 200, count: count))
            try await served
        }
    }

    /// `false`: it takes too long.
    private static func stopsListening(_ port: Int) async throws -> Bool {
        for _ in 0..<200 {
            do { _ = try await KeptConnection.open(to: port) } catch { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
