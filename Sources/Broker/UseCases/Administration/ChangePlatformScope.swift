import Dialects
package import Model
import Storage

/// Gives a platform another scope: all its tokens end, and everybody who allowed it is asked again (WIRE-CONTRACTS 0.9).
package struct ChangePlatformScope: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `NotFound`.
    package func scope(of clientID: String, in tenant: Tenant) async throws -> [ScopeRecord] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.scopeRecords.all(platform: try stores.platform(clientID).id)
        }
    }

    /// Throws `InputError` and `NotFound`.
    package func callAsFunction(
        _ records: [ScopeRecord], of clientID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        let records = try Self.check(records, rules: rules, tenant: tenant)
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try Self.replace(with: records, of: try stores.lockPlatform(clientID), by: actor, origin: origin, stores)
        }
    }

    static func check(_ records: [ScopeRecord], rules: Rules, tenant: Tenant) throws(InputError) -> [ScopeRecord] {
        guard let access = rules.recordAccess else {
            throw InputError("scope_rules", "platforms of the dialect \(tenant.dialect) have no scope made of actions")
        }
        return try ScopeRecordCheck(access: access).check(records)
    }

    /// Of a platform that is locked.
    static func replace(
        with records: [ScopeRecord], of platform: Platform, by actor: AuditEntry.Actor, origin: RequestOrigin, _ stores: Stores
    ) throws {
        _ = try stores.platforms.raiseGeneration(clientID: platform.clientID)
        let former = try stores.scopeRecords.all(platform: platform.id)
        try stores.scopeRecords.replace(records, platform: platform.id)
        if platform.actsByItself { try stores.grants.renew(platform: platform.id) }
        try stores.audit(
            "platform.scope_changed", by: actor, target: .init("platform", platform.clientID),
            detail: ["scope": .list(records.map(\.text))], before: ["scope": .list(former.map(\.text))],
            after: ["scope": .list(records.map(\.text))], origin: origin)
    }
}
