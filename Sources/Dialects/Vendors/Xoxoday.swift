import Foundation
import Model
import OAuth

extension Dialect {
    /// Xoxoday stores: company and user sessions, and single sign-on into the storefront. WIRE-CONTRACTS 2
    package static let xoxoday = Dialect(
        name: "xoxoday",
        endpoints: [
            .authorize("/chef/v1/oauth/authorize"),
            .token("/chef/v1/oauth/token/company", for: .company),
            .token("/chef/v1/oauth/token/user", for: .user),
            .validate("/chef/v1/oauth/token", methods: ["GET"]),
            .mintUserToken("/chef/v1/oauth/token/create/user"),
            .mintSSOToken("/chef/v1/oauth/sso/stores/company", for: .company),
            .mintSSOToken("/chef/v1/oauth/sso/stores/user", for: .user),
            .redeemSSOToken("/chef/v1/oauth/redirect/stores/:token"),
            .redeemHandoff("/chef/v1/oauth/sso/handoff"),
        ],
        wire: xoxodayWire,
        rules: xoxodayRules,
        webhooks: xoxodayWebhooks
    )

    private static var xoxodayWire: Wire {
        var wire = Wire()
        // The documentation's own curl sends JSON under curl's form label (WIRE-CONTRACTS 0.6).
        wire.requestBody = .unlabelled
        wire.scopeSeparator = ","
        wire.redirectStatus = 302
        wire.redirectsWithPlus = true
        wire.authorizationRefusal = .json
        wire.tokenResponse = xoxodayTokens
        wire.userTokenResponse = { answer in
            var members = xoxodayTokens(answer)
            if let end = answer.expiresAt { members["access_token_expiry"] = .integer(milliseconds(end)) }
            if let token = answer.refreshToken { members["refresh_token_expiry"] = .integer(milliseconds(token.expiresAt)) }
            return members
        }
        // What remains, in milliseconds (WIRE-CONTRACTS 2.5).
        wire.validationResponse = {
            [
                "access_token": .string($0.accessToken), "token_type": "bearer",
                "expires_in": $0.remainingMilliseconds.map(WireValue.integer) ?? .null,
            ]
        }
        wire.ssoTokenResponse = { ["data": .object(["ssoToken": .string($0)])] }
        wire.errorResponse = xoxodayError
        return wire
    }

    private static var xoxodayRules: Rules {
        var rules = Rules()
        rules.grantTypes = [.authorizationCode, .refreshToken]
        rules.grantSubject = .accountWithScope("user_session")
        // Whoever has a company token can sign in as anybody of the company (WIRE-CONTRACTS 2.2, 2.6).
        rules.accountApprovers = ["administrator"]
        rules.redirectMatch = .sameOrigin
        rules.requiresRedirectURI = true
        rules.scopes = .required
        rules.availableScopes = [
            "user_session", "profile_read", "profile_manage", "store_admin_manage", "store_admin_read", "admin_manage", "admin_read",
            "points_manage", "points_read", "voucher_manage", "voucher_read", "feed_manage", "feed_read", "awards_manage", "awards_read",
            "budget_manage", "budget_read", "milestone_manage", "milestone_fetch", "api_stores",
        ]
        rules.codeLifetime = .seconds(5 * 60)
        rules.accessTokenLifetime = TokenLifetime(company: .seconds(30 * 86_400), user: .seconds(15 * 86_400))
        rules.refreshTokenLifetime = TokenLifetime(company: .seconds(60 * 86_400), user: .seconds(30 * 86_400))
        rules.maximumRefreshesAnHour = 60
        rules.liveTokens = .ofLastApprover
        rules.passwordChangeEndsTokens = true
        rules.codeFormat = .hex(bytes: 16)
        rules.accessTokenFormat = .hex(bytes: 20)
        rules.accessTokenText = xoxodayEnvelope
        rules.refreshTokenFormat = .hex(bytes: 20)
        return rules
    }

    /// `id`, `data` and `createdAt`, a key that never changes in a header, three attempts (WIRE-CONTRACTS 2.11). The signatures come besides.
    private static var xoxodayWebhooks: Webhooks {
        var webhooks = Webhooks()
        webhooks.body = { content in
            [
                "id": .string(content.eventID), "type": .string(content.type), "version": .integer(WebhookContent.version),
                "data": .object(content.wireData), "createdAt": .string(content.timestamp),
            ]
        }
        webhooks.apiKeyHeader = "x-api-key"
        webhooks.schedule = Array(webhooks.schedule.prefix(3))
        webhooks.disables = .always
        return webhooks
    }

    private static func xoxodayTokens(_ answer: TokenAnswer) -> [String: WireValue] {
        var members: [String: WireValue] = ["access_token": .string(answer.accessToken), "token_type": "bearer"]
        if let lifetime = answer.expiresIn { members["expires_in"] = .integer(lifetime) }
        if let token = answer.refreshToken { members["refresh_token"] = .string(token.text) }
        if answer.tokenType == .company, let email = answer.approverEmail { members["email"] = .string(email) }
        return members
    }

    /// What the token says of itself, in clear and in the documented order, around its secret part (WIRE-CONTRACTS 2.4).
    private static func xoxodayEnvelope(_ content: AccessTokenContent) -> String {
        let told = WireValue.text(of: [
            ("issuedFor", .string(content.platformName)),
            ("scope", .string(content.tokenType == .company ? "" : content.scopes.joined(separator: ","))),
            ("issuedAt", .integer(milliseconds(content.issuedAt))),
            ("expiresAt", .string(content.expiresAt.map(timestamp) ?? "")),
            ("token_type", .string(content.tokenType.rawValue.uppercased())),
        ])
        return Data(WireValue.text(of: [("tokenContent", .json(told)), ("a_t", .string(content.secret))]).utf8).base64EncodedString()
    }

    private static func xoxodayError(_ error: WireError) -> WireErrorAnswer {
        switch (error.error.cause, error.error.code) {
        case (.noToken, _): WireErrorAnswer(status: 401, members: xoxodayInvalidRequest)
        case (.passwordWasReset, _):
            WireErrorAnswer(status: 401, members: ["success": .integer(0), "error_message_id": "auth.token_error"])
        case (.tooManyRefreshes, _):
            WireErrorAnswer(status: 400, members: ["message": "auth.request_limit_exceeded"])
        case (_, .invalidRequest): WireErrorAnswer(status: 400, members: xoxodayInvalidRequest)
        case (_, .invalidToken):
            WireErrorAnswer(status: 401, members: ["error": "invalid_token", "error_description": "invalid/expired token"])
        case (_, .invalidClient):
            WireErrorAnswer(
                status: 401, members: ["error": "unauthorized_client", "error_description": .string(error.error.description)])
        case (_, .unauthorizedClient):
            // The token is good, but not for this (WIRE-CONTRACTS 2.6).
            WireErrorAnswer(status: isForToken(error.useCase) ? 400 : 403, members: WireErrorAnswer(standard: error).members)
        default: WireErrorAnswer(standard: error)
        }
    }

    /// One description for every request that lacks something (WIRE-CONTRACTS 2.10).
    private static let xoxodayInvalidRequest: [String: WireValue] = [
        "error": "invalid_request", "error_description": "missing/invalid parameters authorization header",
    ]

    private static func isForToken(_ useCase: Endpoint.UseCase?) -> Bool {
        if case .token = useCase { true } else { false }
    }

    private static func milliseconds(_ date: Date) -> Int { Int((date.timeIntervalSince1970 * 1000).rounded()) }

    /// As JavaScript's toISOString writes it.
    private static func timestamp(_ date: Date) -> String {
        let (seconds, fraction) = milliseconds(date).quotientAndRemainder(dividingBy: 1000)
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        let digits = String(fraction)
        return whole.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
    }
}
