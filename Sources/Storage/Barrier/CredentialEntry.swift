import Foundation
import Model

/// A secret by which somebody says who they are: a platform, or a resource server.
final class CredentialEntry<Owner: Sendable>: MemoryEntry, @unchecked Sendable {
    let owner: Owner
    let secretID: UUID
    /// When it was last put on record that it is in use.
    var notedAt: Date?

    init(_ hash: TokenHash, owner: Owner, secretID: UUID, notedAt: Date?, parts: [MemoryPart], expiresAt: Date?) {
        self.owner = owner
        self.secretID = secretID
        self.notedAt = notedAt
        super.init(hash, parts: parts, expiresAt: expiresAt)
    }

    /// Whether its use is to be put on record now: once a minute.
    func wantsNote(at now: Date) -> Bool {
        if isNoted(at: now) { return false }
        notedAt = now
        return true
    }

    func isNoted(at now: Date) -> Bool { notedAt.map { now.timeIntervalSince($0) < 60 } ?? false }
}
