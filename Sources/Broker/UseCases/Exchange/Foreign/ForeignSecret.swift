import Model
import Secrets

/// A token or client secret as another server kept it.
enum ForeignSecret: Sendable {
    case plain(PlainSecret)
    /// SHA-256, in lower-case hexadecimal: as good as the secret, for it is looked for by its digest.
    case digest(PlainSecret)
    /// Hashed in a way that cannot be taken over.
    case unknown

    /// The hash to store, and those under which it may be stored already. `nil` for what cannot be taken over.
    func hashes(as kind: SecretKind, keys: KeyRing, tenant: Tenant) throws -> [TokenHash]? {
        switch self {
        // As a digest it may be here as well, from an earlier import.
        case .plain(let secret): try keys.candidateHashes(secret, as: kind, tenant: tenant.id.rawValue)
        case .digest(let digest): try keys.candidateHashes(ofDigest: digest, as: kind, tenant: tenant.id.rawValue)
        case .unknown: nil
        }
    }
}

extension ForeignRow {
    /// The secret under a name, or its digest under a name that says so. `form`: what is known of the plain name's column.
    func secret(_ name: String, digests: [String], form: ForeignForm?, option: String) throws(InputError) -> ForeignSecret? {
        for digest in digests {
            if let text = text(digest) { return .digest(try self.digest(text, digest)) }
        }
        guard let text = text(name) else { return nil }
        if form == .sha256 { return .digest(try digest(text, name)) }
        guard form == .plain || !Self.isDigest(text) else {
            throw error(name, "may be in clear or a SHA-256 digest: say which by \(option) plain or sha256")
        }
        guard text.utf8.count <= 2048 else { throw error(name, "has more than 2048 bytes") }
        return .plain(PlainSecret(text))
    }

    private func digest(_ text: String, _ name: String) throws(InputError) -> PlainSecret {
        guard Self.isDigest(text) else { throw error(name, "is no SHA-256 digest of 64 hexadecimal digits in lower case") }
        return PlainSecret(text)
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
