import Foundation
import Storage

/// The word of one request that it is the one which is carried out.
package struct IdempotencyClaim: Sendable {
    let id: UUID
    let attempt: UUID

    /// Called in the transaction that has the effect: it commits only while nobody has taken the request over. Throws `IdempotencyRefusal`.
    func apply(in stores: Stores) throws {
        guard try stores.idempotencyRecords.apply(id, attempt: attempt) else { throw IdempotencyRefusal.underWay }
    }
}
