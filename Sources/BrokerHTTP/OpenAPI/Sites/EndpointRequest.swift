import Dialects
import Model
import OAuth

/// What an endpoint is sent.
struct EndpointRequest {
    let dialect: Dialect
    let endpoint: Endpoint

    var parameters: [DocumentedOperation.Parameter] {
        let inPath = endpoint.path.split(separator: "/").filter { $0.hasPrefix(":") }.map {
            DocumentedOperation.Parameter(
                name: String($0.dropFirst()), place: "path", schema: endpoint.useCase == .explain ? .uuid : .string(.length(1...128)),
                description: "Which one.", isRequired: true
            )
        }
        switch endpoint.useCase {
        case .authorize, .prompt:
            return inPath + query.filter { parameter in !inPath.contains { $0.name == parameter.name } }
        case .validate, .describeAccess:
            return inPath
                + dialect.wire.accountHeaders.map {
                    .init(name: $0, place: "header", schema: .string, description: "The account one works in.", isRequired: false)
                }
        default: return inPath
        }
    }

    /// Of the authorization request (RFC 6749 §4.1.1).
    private var query: [DocumentedOperation.Parameter] {
        let rules = dialect.rules
        var query = [Self.query("client_id", .string(.length(1...1024)), "The platform.", isRequired: true)]
        if rules.responseType == .code {
            query.append(Self.query("response_type", .one(of: ["code"]), "What comes back.", isRequired: true))
            query.append(Self.query("response_mode", .one(of: ["query"]), "How it comes back."))
        }
        if rules.redirectMatch != .registered {
            query.append(
                Self.query(
                    "redirect_uri", .string(.length(1...2048)), "Where the person is sent back to: \(redirectRule).",
                    isRequired: rules.requiresRedirectURI))
        }
        query.append(Self.query("state", .string(.length(1...4096)), "Handed back as it came."))
        if rules.scopes != .fixed {
            query.append(
                Self.query(
                    "scope", .string(.length(1...4096)), "What is asked for, separated \(separator).", isRequired: rules.scopes == .required
                ))
        }
        query.append(Self.query("code_challenge", .string(TextRule(pattern: "^[A-Za-z0-9_-]{43}$")), "PKCE (RFC 7636)."))
        query.append(Self.query("code_challenge_method", .one(of: [CodeChallenge.method]), "With `code_challenge`."))
        if rules.consent == .remembered {
            query.append(Self.query("prompt", .string(.length(1...64)), "`consent`: the person is asked again."))
        }
        return query
    }

    private var separator: String { dialect.wire.scopeSeparator == " " ? "by spaces" : "by commas" }

    private var redirectRule: String {
        switch dialect.rules.redirectMatch {
        case .exact, .registered: "one of the registered addresses"
        case .sameOrigin: "an address of a registered one's scheme, host and port"
        case .below: "a registered address or one below it"
        }
    }

    var body: DocumentedOperation.Body? {
        guard let members else { return nil }
        return DocumentedOperation.Body(mediaTypes: mediaTypes, schema: .open(members), isRequired: members.contains(where: \.isRequired))
    }

    private var mediaTypes: [String] {
        let (form, json) = ("application/x-www-form-urlencoded", "application/json")
        switch endpoint.useCase {
        case .introspect, .revoke: return [form]
        default: break
        }
        switch dialect.wire.requestBody {
        case .form: return [form]
        case .json: return [json]
        case .formOrJSON, .unlabelled: return [form, json]
        }
    }

    private var members: [Schema.Member]? {
        switch endpoint.useCase {
        case .token: grant + Self.client
        case .introspect:
            [
                .always("token", .string(.length(1...2048)), "The token that is asked about."),
                .maybe("account_id", .string(.length(1...1024)), "What the token may do in this account."),
            ] + Self.client
        case .revoke: [.always("token", .string(.length(1...2048)), "The access or refresh token that ends.")] + Self.client
        case .mintSSOToken(.company):
            [
                .always("user_input", .string(.length(1...1024)), "The address of the person."),
                .maybe("tpd", .map, "Handed to the storefront as it is; in JSON only."),
            ]
        case .mintSSOToken(.user): [.maybe("landing_page_custom", .string(.length(1...1024)), "A path of the storefront.")]
        case .mintUserToken:
            [
                .always("user_input", .string(.length(1...1024)), "The address of the person."),
                .maybe("scope", .string, "Separated \(separator)."),
            ]
        case .redeemHandoff: [.always("handoff_code", .string(.length(1...1024)), "What the person's browser brought.")]
        case .authorize, .prompt, .validate, .describeAccess, .metadata, .disconnect, .redeemSSOToken, .verifyWebhook, .explain: nil
        }
    }

    private var grant: [Schema.Member] {
        let rules = dialect.rules
        let types = Schema.one(of: rules.grantTypes.map(\.rawValue))
        var members: [Schema.Member] = [
            dialect.wire.impliedGrantType.map { .maybe("grant_type", types, "`\($0)` if left out.") } ?? .always("grant_type", types),
            .maybe("code", .string(.length(1...1024)), "With `authorization_code`."),
            .maybe("code_verifier", .string(TextRule(pattern: "^[A-Za-z0-9._~-]{43,128}$")), "Where a challenge was sent (RFC 7636)."),
        ]
        if rules.redirectMatch != .registered {
            members.append(.maybe("redirect_uri", .string(.length(1...2048)), "The one the code was asked for with."))
        }
        if rules.grantTypes.contains(.refreshToken) {
            members.append(.maybe("refresh_token", .string(.length(1...1024)), "With `refresh_token`."))
        }
        if rules.grantTypes.contains(.clientCredentials) {
            members.append(.maybe("account_id", .string(.length(1...1024)), "With `client_credentials`, where there are several."))
        }
        if rules.grantTypes.count > 1 { members.append(.maybe("scope", .string(.length(1...4096)), "Separated \(separator).")) }
        return members
    }

    private static let client: [Schema.Member] = [
        .maybe("client_id", .string(.length(1...1024)), "Who calls, where not by HTTP Basic."),
        .maybe("client_secret", .string(.length(1...1024)), "With `client_id`."),
    ]

    private static func query(
        _ name: String, _ schema: Schema, _ description: String, isRequired: Bool = false
    ) -> DocumentedOperation.Parameter {
        .init(name: name, place: "query", schema: schema, description: description, isRequired: isRequired)
    }
}
