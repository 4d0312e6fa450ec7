package import Model

/// Everything the consent page tells.
package struct ConsentPrompt: Sendable {
    package let authorization: CheckedAuthorization
    package let session: BrowserSession
    package let choices: [Choice]
    package let hasLogo: Bool
    /// What allowing lets the platform do: scopes, or the rules they are made of.
    package let permissions: [String]
    /// The request, sealed for this browser session: what comes back is what was shown.
    package let sealedRequest: String

    /// An account the person may connect, and what it is connected to now.
    package struct Choice: Sendable {
        package let account: Account
        package let connection: Connection?
    }
}
