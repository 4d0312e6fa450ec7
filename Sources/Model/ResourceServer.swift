package import Foundation

/// An API of the vendor that asks about tokens, with a credential of its own.
package struct ResourceServer: Sendable, Hashable {
    package typealias ID = Identifier<ResourceServer>

    package let id: ID
    /// By which it says who it is.
    package let publicID: String
    package let name: String
    /// Told as `aud`.
    package let audience: String
    /// What it may hear of: a token that has none of these is none to it. Empty: every token, whatever it may do.
    package let scopes: [String]
    /// The client ids of the platforms whose tokens it may hear of. Empty: all.
    package let clientIDs: [String]
    package let createdAt: Date
    /// To the minute.
    package let lastUsedAt: Date?
    package let disabledAt: Date?

    package static let idPrefix = "rs_"

    /// Whether a text is shaped like a public id; no other is looked for.
    package static func isID(_ text: String) -> Bool {
        text.hasPrefix(idPrefix) && (4...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    package init(
        id: ID, publicID: String, name: String, audience: String, scopes: [String], clientIDs: [String], createdAt: Date,
        lastUsedAt: Date?, disabledAt: Date?
    ) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.audience = audience
        self.scopes = scopes
        self.clientIDs = clientIDs
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.disabledAt = disabledAt
    }

    /// Of a token's scopes those it may hear of, or `nil` where the token is none to it.
    package func visible(scopes tokenScopes: [String], clientID: String?) -> [String]? {
        guard clientIDs.isEmpty || clientID.map(clientIDs.contains) == true else { return nil }
        guard !scopes.isEmpty else { return tokenScopes }
        let visible = tokenScopes.filter(scopes.contains)
        return visible.isEmpty ? nil : visible
    }
}

/// One of a resource server's secrets, as far as it may be shown.
package struct ResourceServerSecret: Sendable, Hashable {
    package typealias ID = Identifier<ResourceServerSecret>

    package let id: ID
    package let createdAt: Date
    package let expiresAt: Date?
    package let lastUsedAt: Date?

    package init(id: ID, createdAt: Date, expiresAt: Date?, lastUsedAt: Date?) {
        self.id = id
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}

/// What a resource server is registered with.
package struct ResourceServerValues: Sendable, Hashable {
    package var name: String
    package var audience: String
    package var scopes: [String]
    package var clientIDs: [String]

    package init(name: String, audience: String, scopes: [String], clientIDs: [String]) {
        self.name = name
        self.audience = audience
        self.scopes = scopes
        self.clientIDs = clientIDs
    }
}
