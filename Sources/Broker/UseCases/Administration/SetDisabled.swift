import Dialects
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

    /// Throws `InputError` when there is no such thing.
    package func callAsFunction(
        _ disabled: Bool, _ subject: Subject, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        let endsTokens = engine.dialects.find(tenant.dialect)?.rules.disablingEndsTokens == true
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let target: AuditEntry.Target
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
            case .platform(let clientID):
                guard try stores.platforms.setDisabled(disabled, clientID: clientID) else {
                    throw InputError("client-id", "there is no platform \(clientID)")
                }
                if disabled, endsTokens, let platform = try stores.platforms.find(clientID: clientID) {
                    _ = try stores.platforms.raiseGeneration(clientID: clientID)
                    if platform.actsByItself { try stores.grants.renew(platform: platform.id) }
                }
                target = .init("platform", clientID)
            }
            try stores.audit("\(target.kind).\(disabled ? "disabled" : "enabled")", by: actor, target: target, origin: origin)
        }
    }
}
