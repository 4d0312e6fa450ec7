import Foundation

/// Which table a row is from.
package enum ForeignTable: String, Sendable {
    case accessTokens = "access-tokens"
    /// django-oauth-toolkit has one of its own.
    case refreshTokens = "refresh-tokens"
}

/// An access token, a refresh token, or both, as another server had them.
package struct ForeignToken: Sendable {
    let row: ForeignRow
    /// `nil`: nobody's, as of clients that act by themselves.
    let ownerID: String?
    let applicationID: String?
    let scopes: [String]
    let createdAt: Date
    let revokedAt: Date?
    let access: ForeignSecret?
    /// `nil`: never.
    let accessExpiresAt: Date?
    let refresh: ForeignSecret?
    /// The refresh token has a row of its own, elsewhere: here it only says which family the access token is of.
    let isRefreshElsewhere: Bool

    /// Throws `InputError` naming the row.
    package init(_ row: ForeignRow, from table: ForeignTable, of server: ForeignServer, form: ForeignForm?) throws {
        self.row = row
        let isDjango = server == .djangoOAuthToolkit
        let form = isDjango ? form ?? .plain : form
        let option = "--stored-tokens"
        ownerID = try row.column(isDjango ? "user_id" : "resource_owner_id")
        applicationID = try row.column("application_id")
        scopes = try row.column(isDjango ? "scope" : "scopes")?.split(separator: " ").map(String.init) ?? []
        let created = isDjango ? "created" : "created_at"
        _ = try row.required(created)
        guard let createdAt = try row.moment(created) else { throw row.error(created, "is empty") }
        self.createdAt = createdAt
        revokedAt = try row.moment(isDjango ? "revoked" : "revoked_at")
        let ownRefresh = table == .refreshTokens ? "token" : "refresh_token"
        refresh = try row.secret(
            ownRefresh, digests: ["\(ownRefresh)_sha256", "\(ownRefresh)_checksum"], form: form, option: option)
        isRefreshElsewhere = isDjango && table == .accessTokens
        guard table == .accessTokens else {
            (access, accessExpiresAt) = (nil, nil)
            guard refresh != nil else { throw row.error("token", "is missing") }
            return
        }
        access = try row.secret("token", digests: ["token_sha256", "token_checksum"], form: form, option: option)
        guard access != nil else { throw row.error("token", "is missing") }
        if isDjango {
            _ = try row.required("expires")
            accessExpiresAt = try row.moment("expires")
        } else if let text = try row.column("expires_in") {
            guard let seconds = Int(text), seconds >= 0 else { throw row.error("expires_in", "is no number of seconds") }
            accessExpiresAt = createdAt.addingTimeInterval(Double(seconds))
        } else {
            accessExpiresAt = nil
        }
    }
}
