package import OAuth

/// A platform about to be registered, its fields already checked.
package struct NewPlatform: Sendable {
    package let clientID: String
    package let name: String
    package let description: String?
    package let url: String?
    package let redirectURIs: [String]
    package let logoURL: String?
    package let webhookURL: String?
    package let scopes: [String]
    package let grantTypes: [GrantType]
    package let isPublic: Bool
    package let requiresPKCE: Bool
    package let ownerAccountID: Account.ID?

    package init(
        clientID: String, name: String, description: String?, url: String?, redirectURIs: [String], logoURL: String?, webhookURL: String?,
        scopes: [String], grantTypes: [GrantType], isPublic: Bool = false, requiresPKCE: Bool = false,
        ownerAccountID: Account.ID? = nil
    ) {
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
        self.ownerAccountID = ownerAccountID
    }
}
