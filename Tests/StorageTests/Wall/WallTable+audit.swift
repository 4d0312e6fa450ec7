import Foundation
import Model

extension WallTable {
    private static let hash = [UInt8](repeating: 2, count: 32)

    static let audit = [
        WallCase("AuditEntryStore.insert(_:sourceAddress:requestID:)", .root) { stores, _ in
            try stores.auditEntries.insert(AuditEntry("second", by: .anonymous), sourceAddress: "192.0.2.1", requestID: "r")
            return 0
        },
        WallCase("AuditEntryStore.find(_:)") { stores, sample in try stores.auditEntries.find(sample.sealedEntryID).count },
        WallCase("AuditEntryStore.newest(_:after:limit:)") { stores, _ in
            try stores.auditEntries.newest(AuditFilter(), after: nil, limit: 10).count
        },
        WallCase("AuditEntryStore.oldest(_:after:limit:)") { stores, _ in
            try stores.auditEntries.oldest(AuditFilter(), after: nil, limit: 10).count
        },
        // Every sample has begun its chain.
        WallCase("AuditSealStore.begin()", .nobodys) { stores, _ in
            try stores.auditSeals.begin()
            return 0
        },
        WallCase("AuditSealStore.lock()") { stores, _ in try stores.auditSeals.lock().count },
        WallCase("AuditSealStore.queueOlder(limit:)") { stores, _ in
            try stores.auditSeals.queueOlder(limit: 10)
            return 0
        },
        WallCase("AuditSealStore.waiting(limit:)") { stores, _ in try stores.auditSeals.waiting(limit: 10).count },
        WallCase("AuditSealStore.head()") { stores, _ in try stores.auditSeals.head().count },
        WallCase("AuditSealStore.append(_:_:)", .root) { stores, sample in
            try stores.auditSeals.append(
                [AuditSeal(number: 2, entryID: sample.waitingEntryID, hash: hash)],
                AuditBatch(numbers: 2...2, keyID: "test", sealedAt: Date(timeIntervalSince1970: 0), hash: hash))
            return 0
        },
        WallCase("AuditSealStore.dequeue(_:)") { stores, sample in try stores.auditSeals.dequeue([sample.waitingListID]) },
        WallCase("AuditProofStore.state()") { stores, _ in
            let state = try stores.auditProofs.state()
            return state.waiting + (state.head?.number ?? 0)
        },
        WallCase("AuditProofStore.seals(after:upTo:limit:)") { stores, _ in
            try stores.auditProofs.seals(after: 0, upTo: 10, limit: 10).count
        },
        WallCase("AuditProofStore.lastBatch()") { stores, _ in try stores.auditProofs.lastBatch().count },
        WallCase("AuditProofStore.batches(after:upTo:)") { stores, _ in try stores.auditProofs.batches(after: 0, upTo: 10).count },
        WallCase("AuditProofStore.entries(after:limit:)") { stores, _ in try stores.auditProofs.entries(after: nil, limit: 10).count },
        // Ids of tenants, which are open to the server, and times.
        WallCase("AuditQueueStore.waiting()", .registryRead) { stores, _ in try stores.auditQueues.waiting().count },
    ]
}
