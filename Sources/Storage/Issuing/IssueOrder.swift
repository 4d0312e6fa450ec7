package import Model

/// What one client asks for tokens with, whatever the grant type, and what is to be made and noted of it.
package struct IssueOrder: Sendable {
    package let clientID: String
    /// Empty: the client says that it is public.
    package let secretHashes: [TokenHash]
    /// Empty: none was named.
    package let scopes: [String]
    package let accessToken: TokenHash
    /// `nil` where the terms have none.
    package let refreshToken: TokenHash?
    package let sourceAddress: String?
    package let requestID: String?

    package init(
        clientID: String, secretHashes: [TokenHash], scopes: [String], accessToken: TokenHash, refreshToken: TokenHash?,
        sourceAddress: String?, requestID: String?
    ) {
        self.clientID = clientID
        self.secretHashes = secretHashes
        self.scopes = scopes
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.sourceAddress = sourceAddress
        self.requestID = requestID
    }
}
