import Model
import OAuth
import Storage

extension Stores {
    /// Lets the vendor's own back end in, by a live key of this tenant's or of the operator's that may do this. Throws `invalid_token` and
    /// `insufficient_scope`.
    func checkAdminKey(_ hashes: [TokenHash], for permission: AdminPermission) throws {
        guard let key = try adminKeys.findLive(hashes), key.tenantID == nil || key.tenantID == tenantID else {
            throw OAuthError(
                .invalidToken, "the management key is unknown, expired or revoked", .keyRefused, detail: "not a live key of this tenant")
        }
        guard key.may(permission) else {
            throw OAuthError(.insufficientScope, "this management key may not do this: it takes the permission \(permission)", .keyRefused)
        }
    }
}
