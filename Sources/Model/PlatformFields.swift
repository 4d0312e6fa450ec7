/// What of a platform's registration may change, checked.
package struct PlatformFields: Sendable, Hashable {
    package var name: String
    package var description: String?
    package var url: String?
    package var redirectURIs: [String]
    package var logoURL: String?
    package var scopes: [String]
    package var requiresPKCE: Bool

    package init(_ platform: Platform) {
        name = platform.name
        description = platform.description
        url = platform.url
        redirectURIs = platform.redirectURIs
        logoURL = platform.logoURL
        scopes = platform.scopes
        requiresPKCE = platform.requiresPKCE
    }
}

extension Platform {
    /// The same platform, were these its fields.
    package func with(_ fields: PlatformFields) -> Platform {
        Platform(
            id: id, clientID: clientID, name: fields.name, description: fields.description, url: fields.url,
            redirectURIs: fields.redirectURIs, logoURL: fields.logoURL, webhookURL: webhookURL, scopes: fields.scopes,
            grantTypes: grantTypes, isPublic: isPublic, requiresPKCE: fields.requiresPKCE, generation: generation,
            ownerAccountID: ownerAccountID, createdAt: createdAt, disabledAt: disabledAt)
    }
}
