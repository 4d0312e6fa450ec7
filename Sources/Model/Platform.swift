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
    package let createdAt: Date
    package let disabledAt: Date?

    package init(
        id: ID, clientID: String, name: String, description: String?, url: String?, redirectURIs: [String], logoURL: String?,
        webhookURL: String?, scopes: [String], grantTypes: [GrantType], createdAt: Date, disabledAt: Date?
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
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
