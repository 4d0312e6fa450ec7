import Model
import OAuth

extension Dialect {
    /// Xurrent, formerly 4me: applications of an account, whose reach is what their scope and the person's roles both allow.
    /// <https://developer.xurrent.com/v1/oauth>, WIRE-CONTRACTS 3
    package static let xurrent = Dialect(
        name: "xurrent",
        endpoints: [
            .authorize("/authorize"),
            .authorize("/oauth/authorize"),
            .prompt("/oauth/authorize_application"),
            .token("/token"),
            .token("/oauth/token"),
            .describeAccess("/introspect"),
            .introspect("/oauth/introspect"),
            .validate("/v1/me", methods: ["GET"]),
            .verifyWebhook("/webhooks/verify/:token"),
        ],
        wire: xurrentWire,
        rules: xurrentRules,
        webhooks: xurrentWebhooks
    )

    private static var xurrentWire: Wire {
        var wire = Wire()
        wire.requestBody = .formOrJSON
        wire.accountHeaders = ["X-Xurrent-Account", "X-4me-Account"]
        wire.redirectStatus = 302
        // The documented set has no code for a response type or a scope (WIRE-CONTRACTS 3.3).
        wire.redirectErrorCode = { code in
            switch code {
            case .invalidRequest, .accessDenied, .serverError, .temporarilyUnavailable: code
            default: .invalidRequest
            }
        }
        wire.tokenResponse = { answer in
            var members: [String: WireValue] = ["access_token": .string(answer.accessToken), "token_type": "bearer"]
            if let lifetime = answer.expiresIn { members["expires_in"] = .integer(lifetime) }
            if let token = answer.refreshToken { members["refresh_token"] = .string(token.text) }
            return members
        }
        wire.validationResponse = { answer in
            guard let person = answer.person else { return [:] }
            return [
                "id": .string(person.id), "name": .string(person.name ?? person.email), "primary_email": .string(person.email),
                "account": .object(["id": .string(answer.accountID), "name": .string(answer.accountName)]),
            ]
        }
        wire.errorResponse = xurrentError
        return wire
    }

    private static func xurrentError(_ error: WireError) -> WireErrorAnswer {
        var answer = WireErrorAnswer(standard: error)
        switch error.useCase {
        case .token where error.error.code == .invalidClient:
            // The vendor's own stub (WIRE-CONTRACTS C-11); 401 where Basic was tried (C-10).
            answer.members = ["error": "invalid_grant", "error_description": "Invalid client credentials"]
            answer.status = error.sentAuthorization ? 401 : 400
        case .describeAccess, .validate:
            answer.members = ["message": .string(error.error.description)]
        default: break
        }
        return answer
    }

    private static var xurrentRules: Rules {
        var rules = Rules()
        rules.grantTypes = [.authorizationCode, .refreshToken, .clientCredentials]
        rules.hasOneGrantTypePerPlatform = true
        rules.grantSubject = .user
        rules.clientCredentialsSubject = .user
        rules.requiresRedirectURI = true
        rules.applicationManagers = ["account_administrator", "directory_administrator"]
        rules.personalAccessTokenRoles = xurrentAccess.roleNames
        rules.recordAccess = xurrentAccess
        rules.consent = .remembered
        rules.codeLifetime = .seconds(10 * 60)
        rules.refreshTokenLifetime = TokenLifetime(.seconds(14 * 86_400))
        rules.tokensEndWithSecret = true
        rules.disablingEndsTokens = true
        return rules
    }

    /// A handshake first, and a body that is a JSON Web Token around the documented members (WIRE-CONTRACTS 3.9). What has no like here is null.
    private static var xurrentWebhooks: Webhooks {
        var webhooks = Webhooks()
        webhooks.body = { content in
            let isPerson = content["caused_by"] == "user"
            return [
                "webhook_id": .string(content.endpointID), "webhook_nodeID": .null, "account_id": WireValue(content["account_id"]),
                "account": .string(content.baseURL), "custom_url": .null, "name": WireValue(content.endpointName),
                "event": .string(content.type), "object_id": .string(content.eventID), "object_nodeID": .null, "person_id": .null,
                "person_nodeID": .null, "person_name": WireValue(isPerson ? content["actor"] : nil),
                "instance_name": .string(content.tenantName), "version": .integer(WebhookContent.version),
                "occurred_at": .string(content.timestamp), "payload": .object(content.wireData),
            ]
        }
        webhooks.mediaType = "application/json; charset=utf-8"
        webhooks.userAgent = "xurrent/1.0 (https://developer.xurrent.com/v1/webhooks)"
        webhooks.headers = { content in
            [("x-xurrent-delivery", content.deliveryID)] + (content.redeliveryOf.map { [("x-xurrent-delivery-origin", $0)] } ?? [])
        }
        webhooks.wrapsInJWT = true
        webhooks.needsVerification = true
        return webhooks
    }

    /// The documentation names the roles; what each may do is ours (docs/vendors.md).
    private static let xurrentAccess = RecordAccess(
        recordTypes: xurrentWork + xurrentDesign + xurrentDirectory,
        everyone: ["request:CRU", "note:CR", "knowledge_article:R", "service_instance:R", "shop_article:R", "shop_order_line:CR"],
        roles: [
            "auditor": ["*:R"],
            "specialist": xurrentWork.map { "\($0):CRU" } + ["*:R"],
            "account_designer": xurrentDesign.map { "\($0):*" } + ["*:R"],
            "account_administrator": ["*:*"],
            "directory_auditor": xurrentDirectory.map { "\($0):R" },
            "directory_designer": xurrentDirectory.map { "\($0):CRU" },
            "directory_administrator": xurrentDirectory.map { "\($0):*" },
        ])

    private static let xurrentWork = [
        "broadcast", "ci", "contract", "invoice", "knowledge_article", "note", "out_of_office_period", "problem", "product", "project",
        "project_task", "release", "request", "reservation", "risk", "service_instance", "shop_article", "shop_order_line", "sprint",
        "task",
        "time_entry", "workflow",
    ]
    private static let xurrentDesign = [
        "automation_rule", "calendar", "effort_class", "holiday", "pdf_design", "request_template", "service", "service_offering", "sla",
        "survey", "task_template", "translation", "ui_extension", "webhook", "workflow_template",
    ]
    private static let xurrentDirectory = ["organization", "person", "site", "skill_pool", "team"]
}
