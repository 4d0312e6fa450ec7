import Foundation
package import Model
import Secrets
import Storage

/// Carries a request of the management API out once, however often it is sent with one `Idempotency-Key`: for a day the same request gets the
/// same answer.
package struct IdempotentRequests: Sendable {
    package enum Beginning: Sendable {
        /// Carry it out, passing the claim on with its origin.
        case claimed(IdempotencyClaim)
        /// It was, with this answer.
        case answered(KeptAnswer)
    }

    /// Old records that one request takes along.
    private static let deletedAtOnce = 20

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `request` is all that makes it the same one: method, address, body. Throws `IdempotencyRefusal`.
    package func begin(_ key: String, request: String, by adminKey: AdminKey, in tenant: Tenant) async throws -> Beginning {
        let id = tenant.id.rawValue
        let keys = try engine.keys.candidateHashes(PlainSecret(key), as: .idempotencyKey, tenant: id)
        let requests = try engine.keys.candidateHashes(PlainSecret(request), as: .idempotentRequest, tenant: id)
        let attempt = try SecureRandom.uuid()
        guard let keyHash = keys.first, let requestHash = requests.first else { throw SecretsError.cryptography("HMAC-SHA-256") }
        let beginning: (claim: IdempotencyClaim?, record: IdempotencyRecord?) = try await engine.storage.transaction(tenant: tenant.id) {
            stores in
            _ = try stores.idempotencyRecords.deleteExpired(limit: Self.deletedAtOnce)
            // A record under a master key of before is not the current hash's, so it would not be in the way.
            let earlier = keys.count > 1 ? try stores.idempotencyRecords.find(keys: Array(keys.dropFirst()), of: adminKey.id) : nil
            if let earlier { return (nil, earlier) }
            if let id = try stores.idempotencyRecords.claim(key: keyHash, of: adminKey.id, request: requestHash, attempt: attempt) {
                return (IdempotencyClaim(id: id, attempt: attempt), nil)
            }
            return (nil, try stores.idempotencyRecords.find(keys: keys, of: adminKey.id))
        }
        if let claim = beginning.claim { return .claimed(claim) }
        guard let record = beginning.record else { throw IdempotencyRefusal.underWay }
        guard requests.contains(record.request) else { throw IdempotencyRefusal.otherRequest }
        if let answer = record.answer { return .answered(try open(answer, of: record.id, in: tenant)) }
        throw record.isApplied && !record.isFresh ? IdempotencyRefusal.answerLost : .underWay
    }

    package func finish(_ claim: IdempotencyClaim, with answer: KeptAnswer, in tenant: Tenant) async throws {
        let sealed = try engine.keys.seal(
            Array(try JSONEncoder().encode(answer)), context: Self.context(claim.id, in: tenant))
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.idempotencyRecords.finish(claim.id, attempt: claim.attempt, answer: sealed)
        }
    }

    /// For a request that was refused: it may be mended and sent again under its key.
    package func release(_ claim: IdempotencyClaim, in tenant: Tenant) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.idempotencyRecords.release(claim.id, attempt: claim.attempt)
        }
    }

    private func open(_ sealed: [UInt8], of id: UUID, in tenant: Tenant) throws -> KeptAnswer {
        try JSONDecoder().decode(KeptAnswer.self, from: Data(try engine.keys.open(sealed, context: Self.context(id, in: tenant))))
    }

    private static func context(_ id: UUID, in tenant: Tenant) -> EnvelopeContext {
        EnvelopeContext(table: "idempotency_record", column: "answer", row: id, tenant: tenant.id.rawValue)
    }
}
