import Dialects
import Foundation
package import Model
import Storage

/// Sets what a tenant has other than its dialect says.
package struct ChangeTenantSettings: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Replaces all of them. Throws `InputError`.
    @discardableResult
    package func callAsFunction(
        _ settings: TenantSettings, of tenant: Tenant, precondition: Precondition<Tenant>? = nil, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> Tenant {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        if settings.grantSubject != nil, rules.grantSubject != .tenantRule {
            throw InputError("grant_subject", "whose a grant is, is fixed by the dialect \(tenant.dialect)")
        }
        if let grace = settings.refreshGrace, !(Duration.zero...Duration.seconds(300)).contains(grace) {
            throw InputError("refresh_grace_seconds", "must be 0 to 300 seconds")
        }
        if let lifetime = settings.ssoTokenLifetime, !(Duration.seconds(1)...Duration.seconds(14 * 86_400)).contains(lifetime) {
            throw InputError("sso_token_lifetime_seconds", "must be 1 second to 14 days (1209600 seconds)")
        }
        var settings = settings
        settings.storefrontURL = try settings.storefrontURL.map { try Self.storefront($0, isSandbox: tenant.isSandbox) }
        let kept = settings
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let locked = try stores.tenants.lock(tenant.id) else { throw NotFound("tenant", tenant.slug) }
            try precondition?(locked)
            try stores.tenants.setSettings(kept, tenant: tenant.id)
            try stores.audit(
                "tenant.settings_changed", by: actor, target: .init("tenant", tenant.slug), before: locked.settings.auditMembers,
                after: kept.auditMembers, origin: origin)
            return try stores.tenants.find(tenant.id) ?? locked
        }
    }

    /// An origin and perhaps a path: what landing pages are appended to.
    private static func storefront(_ text: String, isSandbox: Bool) throws(InputError) -> String {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let parts = URLComponents(string: trimmed), parts.host?.isEmpty == false, (1...512).contains(trimmed.utf8.count),
            trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), parts.query == nil, parts.fragment == nil, parts.user == nil,
            parts.scheme == "https" || (parts.scheme == "http" && isSandbox)
        else { throw InputError("storefront_url", "must be like https://store.vendor.example, without query or fragment") }
        return trimmed
    }
}

extension TenantSettings {
    fileprivate var auditMembers: [String: EventValue] {
        var members: [String: EventValue] = [:]
        members["grant_subject"] = grantSubject.map { .string($0.rawValue) }
        members["refresh_grace_seconds"] = refreshGrace.map { .integer(Int($0.components.seconds)) }
        members["sso_token_lifetime_seconds"] = ssoTokenLifetime.map { .integer(Int($0.components.seconds)) }
        members["storefront_url"] = storefrontURL.map(EventValue.string)
        return members
    }
}
