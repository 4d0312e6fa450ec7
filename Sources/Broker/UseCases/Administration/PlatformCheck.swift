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
            throw InputError("redirect-uri", "nobody is sent back to a platform that acts by itself")
        }
        return NewPlatform(
            clientID: try SecureRandom.hex(bytes: 16),
            name: try FieldCheck.name(input.name, field: "name"),
            description: try FieldCheck.text(input.description, field: "description", maximum: 1000),
            url: try FieldCheck.webAddress(input.url, field: "url"),
            redirectURIs: input.redirectURIs,
            logoURL: try OutgoingAddress.check(input.logoURL, field: "logo-url", isSandbox: isSandbox),
            webhookURL: try OutgoingAddress.check(input.webhookURL, field: "webhook-url", isSandbox: isSandbox),
            scopes: try scopes(of: input),
            grantTypes: grantTypes,
            isPublic: input.isPublic,
            // A public platform has nothing else to show that a code is its own (RFC 9700 §2.1.1).
            requiresPKCE: input.requiresPKCE || input.isPublic,
            ownerAccountID: owner)
    }

    private func grantTypes(of input: RegisterPlatform.Input) throws(InputError) -> [GrantType] {
        let served = rules.grantTypes.filter { !input.isPublic || $0 != .clientCredentials }
        guard input.grantTypes.allSatisfy(served.contains) else {
            throw InputError("grant-types", "must be among \(served.map(\.rawValue).joined(separator: ", "))")
        }
        guard rules.hasOneGrantTypePerPlatform else { return input.grantTypes.isEmpty ? served : input.grantTypes }
        // What begins with a code goes on with refresh tokens.
        let chosen = input.grantTypes.filter { $0 != .refreshToken }
        guard chosen.count <= 1 else { throw InputError("grant-types", "only one may be chosen here") }
        return chosen.first == .clientCredentials ? [.clientCredentials] : [.authorizationCode, .refreshToken]
    }

    private func scopes(of input: RegisterPlatform.Input) throws(InputError) -> [String] {
        guard rules.recordAccess == nil else {
            guard input.scopes.isEmpty else { throw InputError("scopes", "are given here as rules of actions") }
            return []
        }
        let scopes = try FieldCheck.scopes(input.scopes)
        guard let available = rules.availableScopes else { return scopes }
        guard scopes.allSatisfy(available.contains) else {
            throw InputError("scopes", "must be among \(available.joined(separator: ", "))")
        }
        return scopes.isEmpty ? available : scopes
    }
}
