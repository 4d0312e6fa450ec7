import Model
import Storage

extension WallTable {
    static let management = [
        WallCase("IdempotencyRecordStore.claim(key:of:request:attempt:)", .root) { stores, sample in
            try stores.idempotencyRecords.claim(key: .fresh(), of: sample.adminKeyID, request: .fresh(), attempt: sample.lease).count
        },
        WallCase("IdempotencyRecordStore.find(keys:of:)") { stores, sample in
            try stores.idempotencyRecords.find(keys: [sample.hashes.idempotencyKey], of: sample.adminKeyID).count
        },
        WallCase("IdempotencyRecordStore.apply(_:attempt:)") { stores, sample in
            try stores.idempotencyRecords.apply(sample.idempotencyID, attempt: sample.lease).count
        },
        WallCase("IdempotencyRecordStore.finish(_:attempt:answer:)") { stores, sample in
            try stores.idempotencyRecords.finish(sample.idempotencyID, attempt: sample.lease, answer: [1])
            return 0
        },
        WallCase("IdempotencyRecordStore.release(_:attempt:)") { stores, sample in
            try stores.idempotencyRecords.release(sample.idempotencyID, attempt: sample.lease)
            return 0
        },
        WallCase("IdempotencyRecordStore.deleteExpired(limit:)") { stores, _ in try stores.idempotencyRecords.deleteExpired(limit: 10) },
    ]
}
