import Dialects
import Model
import OAuth
import Secrets

/// Holds a registration against what the dialect allows.
struct PlatformCheck {
    let rules: Rules
    let isSandbox: Bool

    /// Throws `InputError`.
    func check(_ input: RegisterPlatform.Input, owner: Account.ID?) throws -> NewPlatform {
        guard !input.isPublic || rules.allowsPublicPlatforms else { throw InputError("public", "every platform here has a secret") }
        let grantTypes = try grantTypes(of: input)
        if grantTypes.contains(.authorizationCode) {
            try RedirectRule.check(input.redirectURIs, rules: rules, isSandbox: isSandbox, isNative: input.isPublic)
        } else if !input.redirectURIs.isEmpty {
            throw Self.nobodySentBack
        }
        return NewPlatform(
            clientID: try input.clientID.map { try FieldCheck.identifier($0, field: "client_id") } ?? SecureRandom.hex(bytes: 16),
            name: try FieldCheck.name(input.name, field: "name"),
            description: try FieldCheck.text(input.description, field: "description", limit: .description),
            url: try FieldCheck.webAddress(input.url, field: "url"),
            redirectURIs: input.redirectURIs,
            logoURL: try OutgoingAddress.check(input.logoURL, field: "logo_url", isSandbox: isSandbox),
            webhookURL: try OutgoingAddress.check(input.webhookURL, field: "webhook_url", isSandbox: isSandbox),
            scopes: try scopes(input.scopes),
            grantTypes: grantTypes,
            isPublic: input.isPublic,
            // A public platform has nothing else to show that a code is its own (RFC 9700 §2.1.1).
            requiresPKCE: input.requiresPKCE || input.isPublic,
            ownerAccountID: owner)
    }

    private func grantTypes(of input: RegisterPlatform.Input) throws(InputError) -> [GrantType] {
        let served = rules.grantTypes.filter { !input.isPublic || $0 != .clientCredentials }
        guard input.grantTypes.allSatisfy(served.contains) else {
            throw InputError("grant_types", "must be among \(served.map(\.rawValue).joined(separator: ", "))")
        }
        guard Set(input.grantTypes).count == input.grantTypes.count else { throw InputError("grant_types", "must not name one twice") }
        guard rules.hasOneGrantTypePerPlatform else { return input.grantTypes.isEmpty ? served : input.grantTypes }
        // What begins with a code goes on with refresh tokens.
        let chosen = input.grantTypes.filter { $0 != .refreshToken }
        guard chosen.count <= 1 else { throw InputError("grant_types", "only one may be chosen here") }
        return chosen.first == .clientCredentials ? [.clientCredentials] : [.authorizationCode, .refreshToken]
    }

    /// What the platform will be, where something of it changes.
    func check(_ change: UpdatePlatform.Change, of platform: Platform) throws(InputError) -> PlatformFields {
        var fields = PlatformFields(platform)
        if let name = change.name { fields.name = try FieldCheck.name(name, field: "name") }
        if let text = change.description { fields.description = try FieldCheck.text(text, field: "description", limit: .description) }
        if let url = change.url { fields.url = try FieldCheck.webAddress(url, field: "url") }
        if let url = change.logoURL { fields.logoURL = try OutgoingAddress.check(url, field: "logo_url", isSandbox: isSandbox) }
        if let uris = change.redirectURIs {
            guard platform.grantTypes.contains(.authorizationCode) || uris.isEmpty else { throw Self.nobodySentBack }
            if platform.grantTypes.contains(.authorizationCode) {
                try RedirectRule.check(uris, rules: rules, isSandbox: isSandbox, isNative: platform.isPublic)
            }
            fields.redirectURIs = uris
        }
        if let requiresPKCE = change.requiresPKCE {
            guard requiresPKCE || !platform.isPublic else {
                throw InputError("requires_pkce", "a public platform has nothing else to show that a code is its own")
            }
            fields.requiresPKCE = requiresPKCE
        }
        if let asked = change.scopes { fields.scopes = try scopes(asked, insteadOf: platform.scopes) }
        return fields
    }

    /// A platform without scopes has tokens that no scope limits: it neither becomes one nor stops being one.
    private func scopes(_ asked: [String], insteadOf old: [String]) throws(InputError) -> [String] {
        let scopes = try scopes(asked)
        guard scopes.isEmpty == old.isEmpty else {
            throw InputError(
                "scopes",
                old.isEmpty
                    ? "this platform has none, and its tokens are not limited by any: register another one"
                    : "at least one must stay: tokens without a scope are not limited by any")
        }
        return scopes
    }

    private static let nobodySentBack = InputError("redirect_uris", "nobody is sent back to a platform that acts by itself")

    private func scopes(_ asked: [String]) throws(InputError) -> [String] {
        guard rules.recordAccess == nil else {
            guard asked.isEmpty else { throw InputError("scopes", "are given here as rules of actions: scope_rules") }
            return []
        }
        let scopes = try FieldCheck.scopes(asked)
        guard let available = rules.availableScopes else { return scopes }
        guard scopes.allSatisfy(available.contains) else {
            throw InputError("scopes", "must be among \(available.joined(separator: ", "))")
        }
        return scopes.isEmpty ? available : scopes
    }
}
