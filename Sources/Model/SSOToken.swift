/// An SSO token that was just used: who is signed in where, and what the platform wants told there.
package struct SSOToken: Sendable, Hashable {
    package typealias ID = Identifier<SSOToken>

    package let id: ID
    package let user: User
    package let account: Account
    package let platformID: Platform.ID
    package let clientID: String
    /// A local path of the storefront.
    package let landingPage: String?
    /// Sealed for its row.
    package let sealedThirdPartyData: [UInt8]?

    package init(
        id: ID, user: User, account: Account, platformID: Platform.ID, clientID: String, landingPage: String?,
        sealedThirdPartyData: [UInt8]?
    ) {
        self.id = id
        self.user = user
        self.account = account
        self.platformID = platformID
        self.clientID = clientID
        self.landingPage = landingPage
        self.sealedThirdPartyData = sealedThirdPartyData
    }
}
