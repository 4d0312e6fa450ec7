import Dialects
import Model
import OAuth

/// What trying a dialect takes, read off the dialect itself: a new vendor has its demo without a line here.
struct DemoVendor: Sendable {
    /// A token request: where to, with which label and body.
    struct Exchange: Sendable {
        let path: String
        let contentType: String
        let body: String
    }

    let dialect: Dialect

    private var rules: Rules { dialect.rules }

    var scopes: [String] {
        if rules.recordAccess != nil || rules.scopes == .fixed { return [] }
        return rules.availableScopes ?? ["read", "write"]
    }

    var scopeRecords: [ScopeRecord] {
        guard let access = rules.recordAccess else { return [] }
        func known(_ actions: [String]) -> [String] { actions.filter { access.actions(of: $0) != nil } }
        let allowed = known(["request:CRU", "task:R", "person:R"])
        let denied = known(["person:UD"])
        return [ScopeRecord(actions: allowed.isEmpty ? ["*:R"] : allowed)]
            + (denied.isEmpty ? [] : [ScopeRecord(effect: .deny, actions: denied)])
    }

    /// Of the administrator of an account, and of a plain member.
    var roles: [[String]] {
        guard let manager = rules.applicationManagers.first else { return [["administrator"], ["member"]] }
        let others = rules.personalAccessTokenRoles.filter { !rules.applicationManagers.contains($0) }
        return [[manager], others.suffix(1)]
    }

    var hasPublicPlatform: Bool { rules.allowsPublicPlatforms }

    /// For whom a platform that acts by itself acts. `nil`: there are none.
    var clientCredentialsSubject: TokenType? {
        rules.grantTypes.contains(.clientCredentials) ? rules.clientCredentialsSubject : nil
    }

    /// Path and query of the Connect link.
    func connectLink(_ platform: DemoPlatform) -> String {
        let path = dialect.path(for: .authorize) ?? "/"
        var fields: [(String, String)] = []
        if !path.contains(":client_id") { fields.append(("client_id", platform.clientID)) }
        if rules.responseType == .code { fields.append(("response_type", "code")) }
        if namesRedirectURI { fields.append(("redirect_uri", platform.redirectURI)) }
        if let scope { fields.append(("scope", scope)) }
        fields.append(("state", "demo"))
        return path.replacing(":client_id", with: platform.clientID) + "?" + Self.form(fields)
    }

    func exchange(_ platform: DemoPlatform, code: String) -> Exchange {
        var fields = [("client_id", platform.clientID), ("client_secret", platform.clientSecret ?? ""), ("code", code)]
        if dialect.wire.impliedGrantType == nil { fields.append(("grant_type", GrantType.authorizationCode.rawValue)) }
        if namesRedirectURI { fields.append(("redirect_uri", platform.redirectURI)) }
        let path = dialect.path(for: .token(nil)) ?? dialect.path(for: .token(.company)) ?? "/"
        switch dialect.wire.requestBody {
        case .form, .formOrJSON:
            return Exchange(path: path, contentType: "application/x-www-form-urlencoded", body: Self.form(fields))
        case .json, .unlabelled:
            let body = WireValue.text(of: fields.map { ($0.0, .string($0.1)) })
            return Exchange(path: path, contentType: "application/json", body: body)
        }
    }

    /// Whether the demo's requests say where to send people back: wherever they may say it exactly.
    private var namesRedirectURI: Bool { rules.requiresRedirectURI || (rules.redirectMatch == .exact && rules.responseType == .code) }

    /// What the Connect link asks for, where it asks for something.
    private var scope: String? {
        if case .accountWithScope(let scope) = rules.grantSubject { return scope }
        return rules.scopes == .fixed ? nil : scopes.joined(separator: String(dialect.wire.scopeSeparator))
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0.0)=\(PercentEncoding.query($0.1))" }.joined(separator: "&")
    }
}
