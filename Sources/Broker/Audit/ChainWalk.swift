import Model
import Secrets
import Storage

/// Goes along a chain from its first entry to its head and notes what does not fit.
struct ChainWalk {
    private let chain: AuditChain
    private let expected: AuditHead?
    private(set) var report: AuditReport
    /// The number that was looked at last, whether or not it is there.
    private(set) var number = 0
    /// The hash there; `nil` where it is gone.
    private var hash: [UInt8]? = AuditChain.start
    private var unknownKeys: Set<String> = []

    init(_ chain: AuditChain, state: AuditState, expected: AuditHead?) {
        self.chain = chain
        self.expected = expected
        report = AuditReport(state: state)
    }

    /// The seals of these numbers, and the batches that name some of them, both in order.
    mutating func walk(through last: Int, _ seals: [SealedEntry], _ batches: [AuditBatch]) {
        var (batches, current) = (batches[...], AuditBatch?.none)
        for sealed in seals {
            noteGap(before: sealed.seal.number)
            if current.map({ sealed.seal.number > $0.numbers.upperBound }) ?? true { current = nil }
            while current == nil, let next = batches.first, next.numbers.lowerBound <= sealed.seal.number {
                batches.removeFirst()
                if next.numbers.upperBound >= sealed.seal.number { current = next }
            }
            step(sealed, in: current)
        }
        noteGap(before: last + 1)
    }

    /// After the last step.
    mutating func end() {
        guard let expected, expected.number > number else { return }
        let end = number == 0 ? "is empty" : "ends at number \(number)"
        report.add(
            AuditFinding(.otherHead, nil, "the chain \(end), but number \(expected.number) was sealed once: its newest entries are gone"))
    }

    mutating func add(_ finding: AuditFinding) { report.add(finding) }

    private mutating func noteGap(before next: Int) {
        guard next > number + 1 else { return }
        let gap = (number + 1)...(next - 1)
        report.add(AuditFinding(.sealsRemoved, gap, "the seals of \(gap.words) are gone, and with them the entries or what they said"))
        (number, hash) = (gap.upperBound, nil)
    }

    private mutating func step(_ sealed: SealedEntry, in batch: AuditBatch?) {
        let (seal, entry) = (sealed.seal, sealed.entry)
        let place = seal.number...seal.number
        report.checked += 1
        if let batch {
            check(sealed, under: batch.keyID)
            if seal.number == batch.numbers.upperBound { check(batch, lastHash: seal.hash) }
        } else {
            report.add(
                AuditFinding(
                    .batchRemoved, place, entry: entry.id,
                    "number \(seal.number) is in no batch: when and under which key it was sealed is gone"))
        }
        if let expected, expected.number == seal.number, !constantTimeEqual(expected.hash, seal.hash) {
            report.add(AuditFinding(.otherHead, place, "number \(seal.number) has another hash than the one that was kept"))
        }
        (number, hash) = (seal.number, seal.hash)
    }

    private mutating func check(_ sealed: SealedEntry, under keyID: String) {
        let (seal, entry) = (sealed.seal, sealed.entry)
        let place = seal.number...seal.number
        // Without the hash before it nothing can be said about an entry; that it is gone has been noted.
        let right = hash.map { isRight(entry, seal, after: $0, under: keyID) } ?? true
        if entry.columns == nil {
            report.add(
                right && hash != nil && !unknownKeys.contains(keyID)
                    ? AuditFinding(
                        .removedUnsealed, place, entry: entry.id,
                        "entry \(entry.id), number \(seal.number), was removed before it was sealed")
                    : AuditFinding(.removed, place, entry: entry.id, "entry \(entry.id), number \(seal.number), was removed"))
        } else if !right {
            report.add(
                AuditFinding(
                    .altered, place, entry: entry.id,
                    "entry \(entry.id) at number \(seal.number) is not what was sealed there: it, its place or its seal was altered"))
        }
    }

    private mutating func isRight(_ entry: SealableEntry, _ seal: AuditSeal, after previous: [UInt8], under keyID: String) -> Bool {
        guard
            let hash = known(
                keyID,
                { chain throws(SecretsError) in
                    try chain.hash(entry, number: seal.number, after: previous, keyID: keyID)
                })
        else { return true }
        return constantTimeEqual(hash, seal.hash)
    }

    private mutating func check(_ batch: AuditBatch, lastHash: [UInt8]) {
        guard
            let hash = known(
                batch.keyID,
                { chain throws(SecretsError) in
                    try chain.hash(batch: batch.numbers, sealedAt: batch.sealedAt, lastHash: lastHash, keyID: batch.keyID)
                })
        else { return }
        guard !constantTimeEqual(hash, batch.hash) else { return }
        report.add(
            AuditFinding(
                .batchAltered, batch.numbers,
                "the batch of \(batch.numbers.words) is not what was written: its range, key or time was altered"))
    }

    /// `nil` where the key is not there, which is said once.
    private mutating func known(_ keyID: String, _ hash: (AuditChain) throws(SecretsError) -> [UInt8]) -> [UInt8]? {
        do throws(SecretsError) {
            return try hash(chain)
        } catch {
            if unknownKeys.insert(keyID).inserted {
                report.add(
                    AuditFinding(
                        .unknownKey, nil, "what was sealed under the key \(keyID) cannot be checked: it is not in the key file (\(error))"))
            }
            return nil
        }
    }
}
