import Broker
import Model
import OAuth

/// The bodies that registering and changing a platform take.
enum PlatformInput {
    private static let url = Schema.text(.webAddress)
    private static let name = Schema.text(.name)
    private static let uris = Schema.list(.string(.length(1...2048)), maximum: 50)
    private static let scopes = Schema.list(.text(.scope), maximum: CountLimit.scopes)
    private static let rules = Schema.list(.string, maximum: 50)
    private static let rulesText = "Rules like `request:Read,task:RU`, in dialects whose scopes are made of those."

    static let registration = Schema.object([
        .always("name", name, "As people see it."),
        .maybe("description", .nullable(.text(.description)), "What it is, as people see it."),
        .maybe("url", .nullable(url), "Its web address."),
        .maybe("redirect_uris", uris, "Where people are sent back to: https, ASCII, as many as the dialect allows."),
        .maybe("webhook_url", .nullable(url), "Where it wants to hear of events."),
        .maybe("logo_url", .nullable(url), "Fetched once and served from here."),
        .maybe("scopes", scopes, "All there are, if left out, where the dialect lists them."), .maybe("scope_rules", rules, rulesText),
        .maybe(
            "grant_types", .list(.one(of: GrantType.served), maximum: 10), "All that the dialect serves, if left out."),
        .maybe("public", .boolean, "It can keep no secret, and gets none."),
        .maybe("requires_pkce", .boolean, "Its requests must carry a code challenge; always so of a public one."),
        .maybe("account_id", .text(.identifier), "The account it belongs to and is for."),
    ])
    static let change = Schema.object([
        .maybe("name", name), .maybe("description", .nullable(.text(.description)), "Null takes it away."),
        .maybe("url", .nullable(url), "Null takes it away."), .maybe("redirect_uris", uris, "In the place of those it has."),
        .maybe("logo_url", .nullable(url), "Null takes it away."), .maybe("scopes", scopes, "In the place of those it has."),
        .maybe("scope_rules", rules, "In the place of those it has. \(rulesText)"), .maybe("requires_pkce", .boolean),
    ])

    static func registration(_ body: JSONBody) throws(InputError) -> RegisterPlatform.Input {
        RegisterPlatform.Input(
            name: try body.string("name").required("name"), description: try body.clearableString("description"),
            url: try body.clearableString("url"), redirectURIs: try body.strings("redirect_uris") ?? [],
            webhookURL: try body.clearableString("webhook_url"), logoURL: try body.clearableString("logo_url"),
            scopes: try body.strings("scopes") ?? [], grantTypes: (try body.strings("grant_types") ?? []).map(GrantType.init(rawValue:)),
            isPublic: try body.flag("public") ?? false, requiresPKCE: try body.flag("requires_pkce") ?? false,
            scopeRecords: try scopeRules(body) ?? [], ownerAccountID: try body.string("account_id"))
    }

    static func change(_ body: JSONBody) throws(InputError) -> UpdatePlatform.Change {
        UpdatePlatform.Change(
            name: try body.string("name"), description: try body.clearableString("description"), url: try body.clearableString("url"),
            redirectURIs: try body.strings("redirect_uris"), logoURL: try body.clearableString("logo_url"),
            scopes: try body.strings("scopes"), scopeRules: try scopeRules(body), requiresPKCE: try body.flag("requires_pkce"))
    }

    private static func scopeRules(_ body: JSONBody) throws(InputError) -> [ScopeRecord]? {
        try body.strings("scope_rules").map { texts in texts.flatMap(ScopeRecord.parse) }
    }
}

extension GrantType {
    /// Those of any dialect.
    static let served = [GrantType.authorizationCode, .refreshToken, .clientCredentials].map(\.rawValue)
}
