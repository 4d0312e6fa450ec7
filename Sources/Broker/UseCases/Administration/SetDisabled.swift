package import Model
import Storage

/// Puts something to sleep or wakes it: its tokens stop at the next validation, and work again afterwards (DESIGN.md, data rule 8).
package struct SetDisabled: Sendable {
    /// What is switched.
    package enum Subject: Sendable {
        case tenant
        case account(publicID: String)
        case user(email: String)
        case platform(clientID: String)
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError` when there is no such thing, of a platform `NotFound`.
    package func callAsFunction(
        _ disabled: Bool, _ subject: Subject, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        if case .platform(let clientID) = subject {
            try await SwitchPlatform(engine: engine)(disabled: disabled, clientID, in: tenant, by: actor, origin: origin)
            return
        }
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let target: AuditEntry.Target
            let wasDisabled = try Self.isDisabled(subject, tenant, stores)
            switch subject {
            case .tenant:
                try stores.tenants.setDisabled(disabled, tenant: tenant.id)
                target = .init("tenant", tenant.slug)
            case .account(let publicID):
                guard try stores.accounts.setDisabled(disabled, publicID: publicID) else {
                    throw InputError("account", "there is no account \(publicID)")
                }
                target = .init("account", publicID)
            case .user(let email):
                guard let address = EmailAddress(email), let user = try stores.users.find(address),
                    try stores.users.setDisabled(disabled, email: address)
                else { throw InputError("email", "there is no user \(email)") }
                try stores.reviewApprovals(of: user, account: nil, reason: "disabled", by: actor)
                target = .init("user", user.id.description)
            case .platform: return
            }
            try stores.audit(
                "\(target.kind).\(disabled ? "disabled" : "enabled")", by: actor, target: target,
                before: wasDisabled.map { ["disabled": .bool($0)] } ?? [:], after: ["disabled": .bool(disabled)], origin: origin)
        }
    }

    /// `nil` when there is no such thing.
    private static func isDisabled(_ subject: Subject, _ tenant: Tenant, _ stores: Stores) throws -> Bool? {
        switch subject {
        case .tenant: try stores.tenants.find(tenant.id).map { $0.disabledAt != nil }
        case .account(let publicID): try stores.accounts.find(publicID: publicID).map { $0.disabledAt != nil }
        case .user(let email): try EmailAddress(email).flatMap { try stores.users.find($0) }.map { $0.disabledAt != nil }
        case .platform(let clientID): try stores.platforms.find(clientID: clientID).map { $0.disabledAt != nil }
        }
    }
}
