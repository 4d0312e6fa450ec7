import Foundation
import Testing

@testable import Broker

@Suite("The resolver", .timeLimit(.minutes(1)))
struct SystemResolverTests {
    @Test("knows localhost")
    func localhost() async throws {
        let addresses = try await SystemResolver().resolve("localhost")
        #expect(addresses.contains { $0.description == "127.0.0.1" || $0.description == "::1" })
    }

    @Test("answers once it must, however long the system takes, and counts the lookup until it ends")
    func deadline() async throws {
        let gate = DispatchSemaphore(value: 0)
        let resolver = SystemResolver(deadline: .milliseconds(50), limit: 1) { _ in
            gate.wait()
            return .success([])
        }
        let late = await #expect(throws: OutgoingError.self) { try await resolver.resolve("slow.example") }
        #expect(late?.reason == .timedOut)
        let refused = await #expect(throws: OutgoingError.self) { try await resolver.resolve("slow.example") }
        #expect(refused?.reason == .busy)
        gate.signal()
        gate.signal()
        var isFree = false
        while !isFree { isFree = (try? await resolver.resolve("slow.example")) != nil }
    }

    @Test("stops waiting when its caller goes")
    func cancelled() async {
        let gate = DispatchSemaphore(value: 0)
        let resolver = SystemResolver(deadline: .seconds(30), limit: 1) { _ in
            gate.wait()
            return .success([])
        }
        let task = Task { try await resolver.resolve("slow.example") }
        task.cancel()
        await #expect(throws: OutgoingError.self) { try await task.value }
        gate.signal()
    }

    @Test("refuses more lookups than it may run")
    func limit() async {
        let error = await #expect(throws: OutgoingError.self) { try await SystemResolver(limit: 0).resolve("localhost") }
        #expect(error?.reason == .busy)
    }

    @Test("the first of several answers counts")
    func single() async {
        let answer = SingleAnswer<Int>()
        Task {
            answer.give(1)
            answer.give(2)
        }
        #expect(await answer.value == 1)
        #expect(await answer.value == 1)
    }
}
