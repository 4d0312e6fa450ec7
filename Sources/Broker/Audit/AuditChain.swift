import Foundation
import Model
import Secrets
import Storage

/// How the entries of one tenant are hashed into its chain, and what was sealed at once into a batch.
struct AuditChain: Sendable {
    /// What stands before the first entry.
    static let start = [UInt8](repeating: 0, count: 32)

    let tenant: Tenant.ID
    let keys: KeyRing

    /// Of the entry, its place and everything before it. An entry that is not there any more has a hash too: that it was missed is sealed.
    func hash(_ entry: SealableEntry, number: Int, after previous: [UInt8], keyID: String) throws(SecretsError) -> [UInt8] {
        let place: [[UInt8]?] = [bytes(tenant.description), bytes(number), previous, bytes(entry.id.description)]
        guard let columns = entry.columns else {
            return try keys.auditHash([bytes("symbolon/v1/audit/missing")] + place, keyID: keyID)
        }
        return try keys.auditHash([bytes("symbolon/v1/audit/entry")] + place + fields(columns), keyID: keyID)
    }

    /// Of what the batch says, and of the last entry's hash.
    func hash(
        batch numbers: ClosedRange<Int>, sealedAt: Date, lastHash: [UInt8], keyID: String
    ) throws(SecretsError) -> [UInt8] {
        let microseconds = Int(exactly: (sealedAt.timeIntervalSince1970 * 1_000_000).rounded())
        return try keys.auditHash(
            [
                bytes("symbolon/v1/audit/batch"), bytes(tenant.description), bytes(numbers.lowerBound), bytes(numbers.upperBound),
                bytes(keyID), microseconds.map(bytes), lastHash,
            ], keyID: keyID)
    }

    /// Every column, in an order that never changes: a later one is appended under a new name of the form.
    private func fields(_ columns: SealableEntry.Columns) -> [[UInt8]?] {
        [
            columns.occurredAt.map(bytes), bytes(columns.actorKind), columns.actorID.map(bytes), bytes(columns.action),
            columns.targetKind.map(bytes), columns.targetID.map(bytes), bytes(columns.detail), columns.before.map(bytes),
            columns.after.map(bytes), columns.sourceAddress.map(bytes), columns.requestID.map(bytes),
        ]
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func bytes(_ number: Int) -> [UInt8] { Array(String(number).utf8) }
}
