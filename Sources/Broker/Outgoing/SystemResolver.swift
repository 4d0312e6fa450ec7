internal import Foundation

/// Resolves names with the system's resolver on threads of its own, within a deadline. Its count is touched under the lock only.
package final class SystemResolver: @unchecked Sendable {
    private let deadline: Duration
    private let limit: Int
    private let lookUp: @Sendable (String) -> Result<[IPAddress], OutgoingError>
    private let lock = NSLock()
    private var running = 0
    /// Of names that end alike: whoever runs slow name servers holds up their own names, not everybody's.
    private var runningAlike: [Substring: Int] = [:]
    private let limitAlike: Int

    /// A lookup that misses its deadline still holds a thread until the system gives up, so there is a limit.
    package convenience init(deadline: Duration = .seconds(2), limit: Int = 256) {
        self.init(deadline: deadline, limit: limit, lookUp: Self.askSystem)
    }

    init(deadline: Duration, limit: Int, lookUp: @escaping @Sendable (String) -> Result<[IPAddress], OutgoingError>) {
        self.deadline = deadline
        self.limit = limit
        limitAlike = max(min(limit, 1), limit / 8)
        self.lookUp = lookUp
    }

    package func resolve(_ host: String) async throws(OutgoingError) -> [IPAddress] {
        let ending = Self.ending(of: host)
        guard await begin(ending) else { throw OutgoingError(.busy, "too many name lookups at once") }
        let answer = SingleAnswer<Result<[IPAddress], OutgoingError>>()
        Thread.detachNewThread {
            answer.give(self.lookUp(host))
            self.end(ending)
        }
        let timer = Task { [deadline] in
            try? await Task.sleep(for: deadline)
            answer.give(.failure(OutgoingError(.timedOut, "the name was not resolved in time")))
        }
        defer { timer.cancel() }
        let result = await withTaskCancellationHandler {
            await answer.value
        } onCancel: {
            answer.give(.failure(.timedOut))
        }
        return try result.get()
    }

    /// Waits for a place, as long as a lookup may take.
    private func begin(_ ending: Substring) async -> Bool {
        let pause = Duration.milliseconds(20)
        var waited = Duration.zero
        while !enter(ending) {
            guard waited < deadline, !Task.isCancelled else { return false }
            try? await Task.sleep(for: pause)
            waited += pause
        }
        return true
    }

    private func enter(_ ending: Substring) -> Bool {
        lock.withLock {
            guard running < limit, runningAlike[ending, default: 0] < limitAlike else { return false }
            running += 1
            runningAlike[ending, default: 0] += 1
            return true
        }
    }

    /// The last two labels of a name.
    private static func ending(of host: String) -> Substring {
        let dots = host.indices.filter { host[$0] == "." }
        return dots.count < 2 ? host[...] : host[host.index(after: dots[dots.count - 2])...]
    }

    private func end(_ ending: Substring) {
        lock.withLock {
            running -= 1
            runningAlike[ending, default: 1] -= 1
            if runningAlike[ending] == 0 { runningAlike[ending] = nil }
        }
    }

    @Sendable private static func askSystem(_ host: String) -> Result<[IPAddress], OutgoingError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        // The final dot keeps the machine's search domains out of it.
        let code = getaddrinfo(host.contains(".") ? host + "." : host, nil, &hints, &list)
        guard code == 0 else { return .failure(OutgoingError(.unresolvable, "the name has no address")) }
        defer { freeaddrinfo(list) }

        var addresses: [IPAddress] = []
        var next = list
        while let entry = next {
            guard let raw = entry.pointee.ai_addr, let address = IPAddress(raw) else {
                return .failure(OutgoingError(.blocked, "the name has an address that cannot be judged"))
            }
            if !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return .success(addresses)
    }
}
