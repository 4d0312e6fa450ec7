/// Why a call of the OAuth surface failed, for whoever may ask later. A closed vocabulary: none of it is sent in the answer itself.
package enum FailureReason: String, Sendable, CaseIterable {
    // MARK: The request

    case requestMalformed = "request_malformed"
    case grantTypeUnsupported = "grant_type_unsupported"
    case responseTypeUnsupported = "response_type_unsupported"
    case tokenMissing = "token_missing"
    case credentialsMissing = "credentials_missing"

    // MARK: The client

    case clientUnknown = "client_unknown"
    case clientDisabled = "client_disabled"
    case clientIsPublic = "client_is_public"
    case secretMissing = "secret_missing"
    case secretWrong = "secret_wrong"
    case secretExpired = "secret_expired"
    case secretDisabled = "secret_disabled"
    case tooManyFailures = "too_many_failures"
    case grantTypeNotAllowed = "grant_type_not_allowed"
    case resourceServerDisabled = "resource_server_disabled"
    case keyRefused = "key_refused"

    // MARK: Codes

    case codeUnknown = "code_unknown"
    case codeOtherClient = "code_other_client"
    case codeExpired = "code_expired"
    case codeUsed = "code_used"
    case redirectMismatch = "redirect_mismatch"
    case verifierMismatch = "verifier_mismatch"
    case approverGone = "approver_gone"

    // MARK: Refresh tokens

    case refreshTokenUnknown = "refresh_token_unknown"
    case refreshTokenOtherClient = "refresh_token_other_client"
    case refreshTokenExpired = "refresh_token_expired"
    /// Used, and its grace is over.
    case refreshTokenReplaced = "refresh_token_replaced"
    /// Used, and so was a token that was given for it.
    case refreshTokenReplayed = "refresh_token_replayed"
    /// Another one that was given for the same token was used first.
    case refreshTokenRetired = "refresh_token_retired"
    case tooManySuccessors = "too_many_successors"
    case tooManyRefreshes = "too_many_refreshes"

    // MARK: Access tokens and other one-time tokens

    case accessTokenUnknown = "access_token_unknown"
    case accessTokenOtherClient = "access_token_other_client"
    case accessTokenExpired = "access_token_expired"
    case accessTokenRevoked = "access_token_revoked"
    case passwordWasReset = "password_was_reset"
    case personalTokenRefused = "personal_token_refused"
    case wrongTokenType = "wrong_token_type"
    case handoffCodeRefused = "handoff_code_refused"

    // MARK: What a code or token depends on

    case grantRevoked = "grant_revoked"
    /// The family of tokens that began with one authorization.
    case authorizationEnded = "authorization_ended"
    case accountDisabled = "account_disabled"
    case userDisabled = "user_disabled"
    case membershipGone = "membership_gone"
    /// The platform's scope changed, or it was disabled where that ends its tokens: a higher generation.
    case platformScopeChanged = "platform_scope_changed"
    case obtainingSecretDisabled = "obtaining_secret_disabled"

    // MARK: Scopes and installations

    case scopeRefused = "scope_refused"
    case scopeNotLeft = "scope_not_left"
    case scopeNeeded = "scope_needed"
    case notInstalled = "not_installed"
    case severalInstallations = "several_installations"
    case personNotMember = "person_not_member"

    // MARK: Resource servers

    case outsideAudience = "outside_audience"

    // MARK: Us

    case unavailable
    case serverFault = "server_fault"

    /// Of an error that says no more than its code.
    package init(_ code: OAuthErrorCode) {
        self =
            switch code {
            case .invalidRequest, .accessDenied: .requestMalformed
            case .invalidClient, .unauthorizedClient: .clientUnknown
            case .invalidGrant: .codeUnknown
            case .unsupportedGrantType: .grantTypeUnsupported
            case .unsupportedResponseType: .responseTypeUnsupported
            case .invalidScope: .scopeRefused
            case .invalidToken: .accessTokenUnknown
            case .insufficientScope: .scopeNeeded
            case .serverError: .serverFault
            case .temporarilyUnavailable: .unavailable
            }
    }
}
