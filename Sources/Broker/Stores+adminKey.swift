import Model
import OAuth
import Storage

extension Stores {
    /// Lets the vendor's own back end in, by a live key of this tenant's or of the operator's. Throws `invalid_token`.
    func checkAdminKey(_ hashes: [TokenHash]) throws {
        guard let key = try adminKeys.findLive(hashes), key.tenantID == nil || key.tenantID == tenantID else {
            throw OAuthError(.invalidToken, "the management key is unknown, expired or revoked", detail: "not a live key of this tenant")
        }
    }
}
