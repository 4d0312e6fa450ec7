package import Foundation
package import OAuth

/// A registered OAuth client.
package struct Platform: Sendable, Hashable {
    package typealias ID = Identifier<Platform>

    package let id: ID
    package let clientID: String
    package let name: String
    package let description: String?
    package let url: String?
    package let redirectURIs: [String]
    package let logoURL: String?
    package let webhookURL: String?
    package let scopes: [String]
    package let grantTypes: [GrantType]
    /// Has no secret and cannot prove who it is (RFC 6749 §2.1).
    package let isPublic: Bool
    package let requiresPKCE: Bool
    /// What is issued carries this number; a higher one ends it all.
    package let generation: Int
    /// The account it belongs to and is for. `nil`: the vendor's own registration, for every account.
    package let ownerAccountID: Account.ID?
    package let createdAt: Date
    package let disabledAt: Date?

    /// Whether it never asks anybody: it was installed, and acts on that.
    package var actsByItself: Bool { grantTypes == [.clientCredentials] }

    package init(
        id: ID, clientID: String, name: String, description: String?, url: String?, redirectURIs: [String], logoURL: String?,
        webhookURL: String?, scopes: [String], grantTypes: [GrantType], isPublic: Bool, requiresPKCE: Bool,
        generation: Int, ownerAccountID: Account.ID?, createdAt: Date, disabledAt: Date?
    ) {
        self.id = id
        self.clientID = clientID
        self.name = name
        self.description = description
        self.url = url
        self.redirectURIs = redirectURIs
        self.logoURL = logoURL
        self.webhookURL = webhookURL
        self.scopes = scopes
        self.grantTypes = grantTypes
        self.isPublic = isPublic
        self.requiresPKCE = requiresPKCE
        self.generation = generation
        self.ownerAccountID = ownerAccountID
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
