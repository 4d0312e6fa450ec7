/// Calls addresses that others chose, and only where `AddressGuard` lets it.
package struct OutgoingClient: Sendable {
    private let own: Set<IPAddress>
    private let connectTimeout: Duration
    private let resolve: @Sendable (String) async throws(OutgoingError) -> [IPAddress]

    static let maximumAnswers = 16
    private static let maximumAttempts = 3

    /// `ownAddresses` are where this service itself listens or is reached from outside.
    package init(ownAddresses: Set<IPAddress> = []) {
        let resolver = SystemResolver()
        self.init(ownAddresses: ownAddresses) { host async throws(OutgoingError) in try await resolver.resolve(host) }
    }

    init(
        ownAddresses: Set<IPAddress> = [], connectTimeout: Duration = .seconds(5),
        resolve: @escaping @Sendable (String) async throws(OutgoingError) -> [IPAddress]
    ) {
        own = ownAddresses
        self.connectTimeout = connectTimeout
        self.resolve = resolve
    }

    /// Sends a request. `deadline` covers everything from resolving the name to the last byte of the body that is read.
    package func send(_ request: OutgoingRequest, sandbox: Bool, deadline: Duration) async throws(OutgoingError) -> OutgoingResponse {
        let result = await withTaskGroup(of: Result<OutgoingResponse, OutgoingError>.self) { group in
            group.addTask { await attempt(request, sandbox: sandbox, deadline: deadline) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return .failure(.timedOut)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.timedOut)
        }
        return try result.get()
    }

    private func attempt(
        _ request: OutgoingRequest, sandbox: Bool, deadline: Duration
    ) async -> Result<OutgoingResponse, OutgoingError> {
        let addresses: [IPAddress]
        do {
            addresses = try await checkedAddresses(of: request.url, sandbox: sandbox)
        } catch {
            return .failure(error)
        }
        var last = OutgoingError(.unresolvable, "the name has no address")
        for address in addresses.prefix(Self.maximumAttempts) {
            let pinned = PinnedRequest(request: request, address: address, connectTimeout: connectTimeout, deadline: deadline)
            let outcome = await pinned.send()
            guard case .failure(let error) = outcome.result else { return outcome.result }
            last = error
            // Only where nothing can have been sent is the next address tried.
            if outcome.didConnect || Task.isCancelled { break }
        }
        return .failure(last)
    }

    /// One forbidden answer spoils them all: a name that points at us once will do so again.
    func checkedAddresses(of url: OutgoingURL, sandbox: Bool) async throws(OutgoingError) -> [IPAddress] {
        guard sandbox || !url.needsSandbox else { throw OutgoingError(.blocked, "plain http and loopback are for sandboxes") }
        let addressGuard = AddressGuard(sandbox: sandbox, own: own)
        if let reason = url.host.refusal(by: addressGuard) { throw OutgoingError(.blocked, reason) }

        let addresses: [IPAddress]
        switch url.host {
        case .address(let address): addresses = [address]
        case .name(let name): addresses = try await resolve(name)
        }
        guard !addresses.isEmpty else { throw OutgoingError(.unresolvable, "the name has no address") }
        guard addresses.count <= Self.maximumAnswers else { throw OutgoingError(.blocked, "the name has too many addresses") }
        for address in addresses {
            if let reason = addressGuard.refusal(of: address) { throw OutgoingError(.blocked, "\(address): \(reason)") }
        }
        return addresses
    }
}
