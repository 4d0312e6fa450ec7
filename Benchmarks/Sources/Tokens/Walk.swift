import Synchronization

/// How far records that are used once have been used.
final class Walk: Sendable {
    private let place = Mutex(0)

    var next: Int { place.withLock { $0 } }

    func advance(by count: Int) { place.withLock { $0 += count } }
}
