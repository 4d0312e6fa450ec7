package import Testing

/// Lets only a few tests run at once, whatever the number of their arguments: each has a database, a pool and two listeners of its own.
/// Stands before `.database`, so that a test which waits for its turn has none of them yet.
package struct TurnTrait: TestTrait, SuiteTrait, TestScoping {
    package let isRecursive = true

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> TurnTrait? { testCase == nil ? nil : self }

    package func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        await Turnstile.shared.enter()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await function())
        } catch {
            outcome = .failure(error)
        }
        await Turnstile.shared.leave()
        try outcome.get()
    }
}

extension Trait where Self == TurnTrait {
    package static var turn: TurnTrait { TurnTrait() }
}

/// Counts who is inside; the others wait in line.
private actor Turnstile {
    static let shared = Turnstile()

    private var places = 12
    private var line: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { line.append($0) }
        }
    }

    func leave() {
        if line.isEmpty { places += 1 } else { line.removeFirst().resume() }
    }
}
