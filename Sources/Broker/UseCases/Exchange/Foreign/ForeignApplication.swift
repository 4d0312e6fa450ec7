import Model
import OAuth
import Secrets

/// A client as another server had it.
struct ForeignApplication: Sendable {
    let row: ForeignRow
    /// By which its tokens name it.
    let id: String
    let clientID: String
    let name: String
    let secret: ForeignSecret?
    let isPublic: Bool
    let redirectURIs: [String]
    let scopes: [String]
    /// Empty: all that the dialect serves.
    let grantTypes: [GrantType]

    /// Throws `InputError` naming the row.
    init(_ row: ForeignRow, of server: ForeignServer, form: ForeignForm?) throws {
        self.row = row
        id = try row.required("id")
        let option = "--stored-secrets"
        switch server {
        case .doorkeeper:
            clientID = try row.required("uid")
            isPublic = try row.flag("confidential") == false
            secret = try isPublic ? nil : Self.secret(row, "secret", digests: ["secret_sha256"], form: form, option: option)
            redirectURIs = row.words("redirect_uri")
            scopes = row.words("scopes")
            grantTypes = []
        case .djangoOAuthToolkit:
            clientID = try row.required("client_id")
            isPublic = row.text("client_type") == "public"
            secret =
                try isPublic
                ? nil : Self.secret(row, "client_secret", digests: ["client_secret_sha256"], form: form ?? .plain, option: option)
            redirectURIs = row.words("redirect_uris")
            scopes = row.words("scopes")
            switch row.text("authorization_grant_type") {
            case "client-credentials": grantTypes = [.clientCredentials]
            case nil, "authorization-code", "openid-hybrid": grantTypes = []
            case .some: throw row.error("authorization_grant_type", "is none that is served here: leave the row out")
            }
        }
        name = row.text("name") ?? clientID
    }

    /// bcrypt and the hashers of Django begin by their names.
    private static func secret(
        _ row: ForeignRow, _ name: String, digests: [String], form: ForeignForm?, option: String
    ) throws -> ForeignSecret? {
        if let text = row.text(name), text.prefixMatch(of: /(\$2[abxy]?|[a-z0-9_]+)\$/) != nil { return .unknown }
        let secret = try row.secret(name, digests: digests, form: form, option: option)
        // Longer ones are never looked at (RFC 6749 §2.3.1 knows no limit; we do).
        if case .plain(let plain) = secret, plain.value.utf8.count > 1024 { return .unknown }
        return secret
    }
}
