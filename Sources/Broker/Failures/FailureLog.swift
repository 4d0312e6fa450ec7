package import Dialects
import Foundation
import Model
package import OAuth
package import Storage
import Synchronization

/// What failed calls meant, kept in memory until it is written: a transaction that failed undoes nothing of it, and no failed call waits
/// for it.
package final class FailureLog: Sendable {
    private static let maximumWaiting = 1000

    private struct State {
        var waiting: [(tenant: Tenant.ID, failure: NewTokenFailure)] = []
        var dropped = 0
    }

    private let state = Mutex(State())
    private let bounds = FailureBounds()
    private let writing = Turns(1)
    let signal = WakeSignal()

    package init() {}

    /// Never waits. Nothing is kept without an id by which somebody could ask.
    package func record(_ error: OAuthError, at endpoint: Endpoint.UseCase, of site: TenantSite, origin: RequestOrigin) {
        guard let id = origin.requestID.flatMap(UUID.init(uuidString:)) else { return }
        let failure = NewTokenFailure(
            id: TokenFailure.ID(rawValue: id), endpoint: endpoint.name, error: error, sourceAddress: origin.address)
        let tenant = site.tenant.id
        let isAdmitted = bounds.admits(failure, of: tenant)
        state.withLock { state in
            guard isAdmitted, state.waiting.count < Self.maximumWaiting else {
                state.dropped += 1
                return
            }
            state.waiting.append((tenant, failure))
        }
        if isAdmitted { signal.signal() }
    }

    /// Writes what waits. Whoever calls finds written what was recorded before, as far as it was kept.
    package func flush(into storage: Storage) async throws {
        try await writing.take {
            let waiting = self.state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            var problem: (any Error)?
            for (tenant, failures) in Dictionary(grouping: waiting, by: \.tenant) {
                do {
                    try await storage.transaction(tenant: tenant) { stores in
                        for (_, failure) in failures { try stores.tokenFailures.insert(failure) }
                    }
                } catch {
                    // One tenant's trouble is nobody else's.
                    problem = error
                    self.state.withLock { $0.dropped += failures.count }
                }
            }
            if let problem { throw problem }
        }
    }

    /// How many were not kept since this was last asked.
    package func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }
}
