import Testing

@testable import Broker

@Suite("what wakes a service, and how many places it has")
struct WakeSignalTests {
    @Test("a signal given before the wait is kept, and many are worth one", .timeLimit(.minutes(1)))
    func kept() async {
        let signal = WakeSignal()
        for _ in 0..<5 { signal.signal() }
        await signal.wait(atMost: .seconds(300))
        let begin = ContinuousClock.now
        await signal.wait(atMost: .milliseconds(50))
        #expect(ContinuousClock.now - begin >= .milliseconds(50))
    }

    @Test("a signal ends a wait, and so does the end of the task", .timeLimit(.minutes(1)))
    func wakes() async {
        let signal = WakeSignal()
        let waiting = Task { await signal.wait(atMost: .seconds(300)) }
        try? await Task.sleep(for: .milliseconds(20))
        signal.signal()
        await waiting.value
        let cancelled = Task { await signal.wait(atMost: .seconds(300)) }
        cancelled.cancel()
        await cancelled.value
    }

    @Test("a fifth of the places is for the slow, and who takes long in the other lane moves there", .timeLimit(.minutes(1)))
    func lanes() async throws {
        let lanes = DeliveryLanes(capacity: 10)
        #expect(lanes.free == (8, 2))
        let quick = (0..<8).map { _ in lanes.enter(slow: false) }
        let slow = lanes.enter(slow: true)
        #expect(lanes.free == (0, 1))
        lanes.leave(quick[0])
        lanes.leave(slow)
        #expect(lanes.free == (1, 2))
        try await Task.sleep(for: DeliveryVerdict.slowness + .milliseconds(50))
        #expect(lanes.free == (7, 0))
        for place in quick.dropFirst() { lanes.leave(place) }
        #expect(lanes.free == (8, 2))
    }

    @Test("so many attempts are under way at once, and no more")
    func places() async throws {
        struct Stop: Error {}
        let places = AttemptPlaces(1)
        let inner = await places.take { await places.take { true } }
        #expect(inner == .some(nil))
        await #expect(throws: Stop.self) { try await places.take { throw Stop() } }
        #expect(await places.take { true } == true)
    }

    @Test("so many have a turn at once, and a failure gives its turn back", .timeLimit(.minutes(1)))
    func turns() async {
        struct Stop: Error {}
        let turns = Turns(2)
        for _ in 0..<5 { await #expect(throws: Stop.self) { try await turns.take { throw Stop() } } }
        let most = Most()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await turns.take {
                        await most.enter()
                        try? await Task.sleep(for: .milliseconds(2))
                        await most.leave()
                    }
                }
            }
        }
        #expect(await most.highest == 2)
    }
}

private actor Most {
    private var present = 0
    private(set) var highest = 0

    func enter() {
        present += 1
        highest = max(highest, present)
    }

    func leave() { present -= 1 }
}
