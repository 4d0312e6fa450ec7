/// Where a tenant's pages are, below its public URL.
enum PagePath {
    static let connections = "/access-and-security"
    static let applications = "/applications"
    static let newApplication = "/oauth_applications/new"
    static let webhooks = "/applications/webhooks"
    static let personalTokens = "/personal-access-tokens"
    static let newPersonalToken = "/personal_access_tokens/new"

    /// Where somebody may be sent back to after signing in, besides authorization requests.
    static let all =
        [connections, applications, newApplication, personalTokens, newPersonalToken] + WebhookPage.allCases.map { webhooks + $0.rawValue }
}
