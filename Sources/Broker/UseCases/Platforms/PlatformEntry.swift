package import Model
import Storage

/// A platform with what belongs to its registration. Holds no secret.
package struct PlatformEntry: Sendable, Hashable {
    package let platform: Platform
    /// The id on the wire of the account it belongs to.
    package let ownerAccountID: String?
    /// What it may do, where the dialect's scopes are made of rules.
    package let scopeRules: [ScopeRecord]
    /// In the order in which they were made.
    package let secrets: [PlatformSecret]

    /// The members that may change, as they are compared and recorded. One that is not there is not set.
    package var changeable: [String: EventValue] {
        var members: [String: EventValue] = [
            "name": .string(platform.name), "redirect_uris": .list(platform.redirectURIs), "scopes": .list(platform.scopes),
            "requires_pkce": .bool(platform.requiresPKCE), "scope_rules": .list(scopeRules.map(\.text)),
        ]
        members["description"] = platform.description.map { .string($0) }
        members["url"] = platform.url.map { .string($0) }
        members["logo_url"] = platform.logoURL.map { .string($0) }
        return members
    }

    func with(_ fields: PlatformFields, scopeRules: [ScopeRecord]?) -> PlatformEntry {
        PlatformEntry(
            platform: platform.with(fields), ownerAccountID: ownerAccountID, scopeRules: scopeRules ?? self.scopeRules, secrets: secrets)
    }
}

extension Stores {
    func entry(of platform: Platform) throws -> PlatformEntry {
        PlatformEntry(
            platform: platform, ownerAccountID: try platform.ownerAccountID.flatMap { try accounts.find($0)?.publicID },
            scopeRules: try scopeRecords.all(platform: platform.id), secrets: try platformSecrets.all(platform: platform.id))
    }

    /// The platform of this id, locked until the transaction ends. Throws `NotFound`.
    func lockPlatform(_ clientID: String) throws -> Platform {
        guard let platform = try platforms.lock(clientID: clientID) else { throw NotFound("platform", clientID) }
        return platform
    }

    /// Throws `NotFound`.
    func platform(_ clientID: String) throws -> Platform {
        guard let platform = try platforms.find(clientID: clientID) else { throw NotFound("platform", clientID) }
        return platform
    }
}
