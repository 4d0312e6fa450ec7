import Foundation

/// What a barrier read says of one tenant.
struct BarrierReply: Sendable {
    let tenantID: UUID
    let revision: Revision
    /// What the tenant's clock is ahead of the database's.
    let clockOffset: Duration
    let clock: Date
    /// From memory's own number on, in order, where the log still has that.
    var changes: [LoggedChange]
}
