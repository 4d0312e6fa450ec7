/// One line of the key file, kept as the subkeys derived from it; the master bytes themselves are not kept.
struct MasterKey: Sendable {
    let id: String
    let tokenHash: MACTemplate
    let envelope: SecretBytes
    let formToken: SecretBytes
    let auditSeal: SecretBytes

    /// Wipes `bytes`.
    init(id: String, wiping bytes: inout [UInt8]) throws(SecretsError) {
        let master = SecretBytes(wiping: &bytes)
        self.id = id
        tokenHash = try MACTemplate(key: try Self.derive(from: master, purpose: "token-hash"))
        envelope = try Self.derive(from: master, purpose: "envelope")
        formToken = try Self.derive(from: master, purpose: "form-token")
        auditSeal = try Self.derive(from: master, purpose: "audit-seal")
    }

    private static func derive(from master: SecretBytes, purpose: String) throws(SecretsError) -> SecretBytes {
        var subkey = try hmacSHA256(key: master, data: Array("symbolon/v1/\(purpose)".utf8))
        return SecretBytes(wiping: &subkey)
    }
}
