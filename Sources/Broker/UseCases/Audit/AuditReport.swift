package import Model

/// What came of checking a tenant's audit log.
package struct AuditReport: Sendable {
    package static let mostFindings = 1000

    /// How far the log was sealed when the check began.
    package let state: AuditState
    package internal(set) var checked = 0
    /// The first of them.
    package internal(set) var findings: [AuditFinding] = []
    package internal(set) var findingCount = 0

    package var isIntact: Bool { findingCount == 0 }

    init(state: AuditState) { self.state = state }

    mutating func add(_ finding: AuditFinding) {
        findingCount += 1
        if findings.count < Self.mostFindings { findings.append(finding) }
    }
}

/// Something that is not as it was sealed.
package struct AuditFinding: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The entry is gone; it has a seal.
        case removed
        /// The entry was gone before it could be sealed.
        case removedUnsealed = "removed_unsealed"
        /// The entry, its place or its seal is another one.
        case altered
        /// Seals are gone.
        case sealsRemoved = "seals_removed"
        /// What says when and under which key these were sealed is gone.
        case batchRemoved = "batch_removed"
        case batchAltered = "batch_altered"
        /// The key is not in the key file.
        case unknownKey = "unknown_key"
        /// The entry was written past the queue, and is in no chain.
        case inserted
        /// The chain is not the one whose head was kept.
        case otherHead = "other_head"
    }

    package let kind: Kind
    package let numbers: ClosedRange<Int>?
    package let entryID: AuditEntry.ID?
    /// In words for an operator.
    package let description: String

    init(_ kind: Kind, _ numbers: ClosedRange<Int>?, entry: AuditEntry.ID? = nil, _ description: String) {
        self.kind = kind
        self.numbers = numbers
        entryID = entry
        self.description = description
    }
}

extension ClosedRange<Int> {
    /// As in a sentence: `number 4`, or `numbers 4 to 9`.
    var words: String { count == 1 ? "number \(lowerBound)" : "numbers \(lowerBound) to \(upperBound)" }
}
