import Dialects
package import Model
import Storage

/// Gives a platform another scope: all its tokens end, and everybody who allowed it is asked again (WIRE-CONTRACTS 0.9).
package struct ChangePlatformScope: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func scope(of clientID: String, in tenant: Tenant) async throws -> [ScopeRecord] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let platform = try stores.platforms.find(clientID: clientID) else {
                throw InputError("client-id", "there is no platform \(clientID)")
            }
            return try stores.scopeRecords.all(platform: platform.id)
        }
    }

    /// Throws `InputError`.
    package func callAsFunction(
        _ records: [ScopeRecord], of clientID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        guard let access = engine.dialects.find(tenant.dialect)?.rules.recordAccess else {
            throw InputError("scope", "platforms of the dialect \(tenant.dialect) have no such scope")
        }
        let records = try ScopeRecordCheck(access: access).check(records)
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let platform = try stores.platforms.find(clientID: clientID), try stores.platforms.raiseGeneration(clientID: clientID)
            else { throw InputError("client-id", "there is no platform \(clientID)") }
            try stores.scopeRecords.replace(records, platform: platform.id)
            if platform.actsByItself { try stores.grants.renew(platform: platform.id) }
            try stores.audit(
                "platform.scope_changed", by: actor, target: .init("platform", clientID), detail: ["scope": .list(records.map(\.text))],
                origin: origin)
        }
    }
}
