import Dialects
package import Model
import Storage

/// Puts a platform to sleep or wakes it. Its tokens sleep and wake with it, except where the dialect ends them.
package struct SwitchPlatform: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `NotFound`.
    @discardableResult
    package func callAsFunction(
        disabled: Bool, _ clientID: String, precondition: Precondition<PlatformEntry>? = nil, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> PlatformEntry {
        let endsTokens = engine.dialects.find(tenant.dialect)?.rules.disablingEndsTokens == true
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try stores.lockPlatform(clientID)
            try precondition?(try stores.entry(of: platform))
            _ = try stores.platforms.setDisabled(disabled, clientID: clientID)
            if disabled, endsTokens {
                _ = try stores.platforms.raiseGeneration(clientID: clientID)
                if platform.actsByItself { try stores.grants.renew(platform: platform.id) }
            }
            try stores.audit(
                "platform.\(disabled ? "disabled" : "enabled")", by: actor, target: .init("platform", clientID),
                before: ["disabled": .bool(platform.disabledAt != nil)], after: ["disabled": .bool(disabled)], origin: origin)
            return try stores.entry(of: try stores.platform(clientID))
        }
    }
}
