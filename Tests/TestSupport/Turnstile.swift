/// Lets only a few tests in at once, whatever the number of their arguments: each has a database, a pool and perhaps two listeners of its own.
actor Turnstile {
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
