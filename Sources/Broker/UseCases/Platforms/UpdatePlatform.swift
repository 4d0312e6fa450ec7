import Dialects
package import Model
import Storage

/// Changes a platform's registration, and says what that does to its grants; or says so without changing anything.
///
/// What may not change: `client_id`; `grant_types`, `public` and `account_id`, by which people judged what they allowed; `webhook_url`, of
/// which the endpoint has its own life.
package struct UpdatePlatform: Sendable {
    /// As typed; what is `nil` stays. Of texts that may be left out, an empty one takes them away.
    package struct Change: Sendable {
        package var name: String?
        package var description: String?
        package var url: String?
        package var redirectURIs: [String]?
        package var logoURL: String?
        package var scopes: [String]?
        package var scopeRules: [ScopeRecord]?
        package var requiresPKCE: Bool?

        package init(
            name: String? = nil, description: String? = nil, url: String? = nil, redirectURIs: [String]? = nil, logoURL: String? = nil,
            scopes: [String]? = nil, scopeRules: [ScopeRecord]? = nil, requiresPKCE: Bool? = nil
        ) {
            self.name = name
            self.description = description
            self.url = url
            self.redirectURIs = redirectURIs
            self.logoURL = logoURL
            self.scopes = scopes
            self.scopeRules = scopeRules
            self.requiresPKCE = requiresPKCE
        }
    }

    /// What a change comes to.
    package struct Outcome: Sendable {
        package let before: PlatformEntry
        package let after: PlatformEntry
        package let effects: PlatformEffects

        /// The names of the members that differ, in their order.
        package var changed: [String] {
            let (old, new) = (before.changeable, after.changeable)
            return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// What the change would come to. Throws `InputError` and `NotFound`.
    package func preview(_ change: Change, of clientID: String, in tenant: Tenant) async throws -> Outcome {
        let rules = try rules(of: tenant)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try Self.outcome(change, of: try stores.platform(clientID), rules, tenant, stores)
        }
    }

    /// A scope that is taken away is in no token from the next validation on; the grants lose it too, those left with none end. What
    /// is so already needs no precondition: the same call goes on after a failure. Throws `InputError`, `NotFound`, and `Unfinished` once
    /// `most` grants have changed.
    package func callAsFunction(
        _ change: Change, of clientID: String, precondition: Precondition<PlatformEntry>? = nil, as revoker: Grant.Revoker = .operator,
        most: Int = .max, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Outcome {
        let rules = try rules(of: tenant)
        let outcome = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try stores.lockPlatform(clientID)
            let outcome = try Self.outcome(change, of: platform, rules, tenant, stores)
            // What was cut short after its first transaction is sent again with the ETag from before it (RFC 9110 §13.1.1).
            if change.scopes == nil || !outcome.changed.isEmpty { try precondition?(outcome.before) }
            try Self.apply(outcome, by: actor, origin: change.scopes == nil ? origin : origin.withoutClaim, stores)
            return outcome
        }
        if change.scopes != nil {
            try await engine.endScopes(of: outcome.after.platform, as: revoker, most: most, in: tenant, by: actor, origin: origin)
            try await engine.carriedOut(origin, in: tenant)
        }
        return outcome
    }

    private static func outcome(
        _ change: Change, of platform: Platform, _ rules: Rules, _ tenant: Tenant, _ stores: Stores
    ) throws -> Outcome {
        let fields = try PlatformCheck(rules: rules, isSandbox: tenant.isSandbox).check(change, of: platform)
        let scopeRules = try change.scopeRules.map { try ChangePlatformScope.check($0, rules: rules, tenant: tenant) }
        let before = try stores.entry(of: platform)
        let after = before.with(fields, scopeRules: scopeRules)
        return Outcome(before: before, after: after, effects: try stores.effects(of: before, becoming: after))
    }

    private static func apply(_ outcome: Outcome, by actor: AuditEntry.Actor, origin: RequestOrigin, _ stores: Stores) throws {
        let (old, new) = (outcome.before.platform, outcome.after.platform)
        guard try stores.platforms.update(old.id, PlatformFields(new)) != nil else { throw NotFound("platform", old.clientID) }
        if old.logoURL != new.logoURL { try stores.platformLogos.delete(platform: old.id) }
        try stores.audit(
            "platform.updated", by: actor, target: .init("platform", old.clientID), detail: outcome.effects.detail,
            before: outcome.before.changeable, after: outcome.after.changeable, origin: origin)
        if outcome.before.scopeRules != outcome.after.scopeRules {
            try ChangePlatformScope.replace(with: outcome.after.scopeRules, of: old, by: actor, origin: origin, stores)
        }
    }

    private func rules(of tenant: Tenant) throws -> Rules {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        return rules
    }
}
