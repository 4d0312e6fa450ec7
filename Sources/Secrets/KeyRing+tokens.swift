package import Foundation

extension KeyRing {
    /// The hash to store, under the current key.
    package func hash(_ secret: PlainSecret, as kind: SecretKind, tenant: UUID?) throws(SecretsError) -> TokenHash {
        try Self.hash(secret, as: kind, tenant: tenant, key: current)
    }

    /// The hashes to look for: the current key's first, then those of keys still accepted, then those of what was taken over from
    /// another server that kept a digest only.
    package func candidateHashes(_ secret: PlainSecret, as kind: SecretKind, tenant: UUID?) throws(SecretsError) -> [TokenHash] {
        var hashes = try ownHashes(secret, as: kind, tenant: tenant)
        guard let imported = kind.imported else { return hashes }
        let digest = PlainSecret(Hex.encode(try sha256(Array(secret.value.utf8))))
        hashes += try ownHashes(digest, as: imported, tenant: tenant)
        return hashes
    }

    /// The same of something of which the digest is known only: never of the secret itself.
    package func candidateHashes(ofDigest digest: PlainSecret, as kind: SecretKind, tenant: UUID?) throws(SecretsError) -> [TokenHash] {
        guard let imported = kind.imported else { throw .invalidArgument("such secrets are never taken over") }
        return try ownHashes(digest, as: imported, tenant: tenant)
    }

    /// The same, but for those of what was taken over: half the work, and all there is to find of what was made here.
    package func ownHashes(_ secret: PlainSecret, as kind: SecretKind, tenant: UUID?) throws(SecretsError) -> [TokenHash] {
        var hashes: [TokenHash] = []
        for key in all { hashes.append(try Self.hash(secret, as: kind, tenant: tenant, key: key)) }
        return hashes
    }

    private static func hash(_ secret: PlainSecret, as kind: SecretKind, tenant: UUID?, key: MasterKey) throws(SecretsError) -> TokenHash {
        // Unambiguous: no kind holds a zero byte, the tenant has a fixed length and the secret comes last.
        var input = Array(kind.rawValue.utf8)
        input.append(0)
        input.append(contentsOf: tenant?.bytes ?? [UInt8](repeating: 0, count: 16))
        input.append(0)
        input.append(contentsOf: secret.value.utf8)
        defer { wipe(&input) }
        guard let hash = TokenHash(rawValue: try key.tokenHash.mac(input)) else {
            throw .cryptography("HMAC-SHA-256")
        }
        return hash
    }
}
