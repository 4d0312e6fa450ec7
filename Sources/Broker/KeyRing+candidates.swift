import Foundation
import Secrets
import Storage

extension KeyRing {
    /// The hashes to look for, those that are seldom the right ones worked out only when they are needed.
    func candidates(_ secret: PlainSecret, as kind: SecretKind, tenant: UUID?) throws -> CandidateHashes {
        CandidateHashes(first: try hash(secret, as: kind, tenant: tenant)) { try candidateHashes(secret, as: kind, tenant: tenant) }
    }
}
