/// The stable names of events.
package enum EventType: String, Sendable, CaseIterable {
    case accountConnected = "account.connected"
    case accountDisconnected = "account.disconnected"
    case grantScopesChanged = "grant.scopes_changed"
    case grantApproverMissing = "grant.approver_missing"
    case tokenReplayed = "token.replayed"
    case platformSecretRotated = "platform.secret_rotated"
    case platformSecretExpiring = "platform.secret_expiring"
    case userProvisioned = "user.provisioned"
    case ssoRedeemed = "sso.redeemed"
    /// An endpoint of the platform was switched off because it failed; told to its other endpoints.
    case webhookDisabled = "webhook.disabled"
    /// Somebody wants to see a delivery arrive.
    case webhookTest = "webhook.test"
    /// The handshake before the first event, where the dialect asks for one.
    case webhookVerify = "webhook.verify"

    /// What an endpoint may choose to hear. The others come to one endpoint because it was named.
    package static let choosable = allCases.filter { ![.webhookTest, .webhookVerify].contains($0) }

    /// Tells of what people do by means of a connection: told only while that connection is live (SECURITY 1 row 91).
    package var needsLiveConnection: Bool { [.userProvisioned, .ssoRedeemed].contains(self) }
}
