package import Foundation

/// A grant as it is listed, with the ids its account and its platform have on the wire.
package struct GrantRecord: Sendable, Hashable {
    /// In which state lists look for grants.
    package enum State: String, Sendable, CaseIterable {
        case allowed, live, revoked
    }

    package let grant: Grant
    package let accountID: String
    package let clientID: String
    /// `nil`: made before this was kept.
    package let createdAt: Date?

    package init(grant: Grant, accountID: String, clientID: String, createdAt: Date?) {
        self.grant = grant
        self.accountID = accountID
        self.clientID = clientID
        self.createdAt = createdAt
    }

    /// By which lists are in order: an approval moves when an account connects again.
    package var placeTime: Date { createdAt ?? Date(timeIntervalSince1970: 0) }

    package var state: State {
        switch grant.state {
        case .allowed: .allowed
        case .connected: .live
        case .revoked: .revoked
        }
    }
}
