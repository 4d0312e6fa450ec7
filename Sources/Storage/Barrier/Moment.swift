package import Foundation
package import Model

/// Proof that the primary was read after it was asked for: what memory holds of the tenant is good as of then (DESIGN.md, data rule 3).
package struct Moment: Sendable {
    package let tenantID: Tenant.ID
    /// The database's clock at the read.
    let databaseTime: Date
    let clockOffset: Duration

    /// By the tenant's clock.
    package var time: Date { databaseTime.addingTimeInterval(clockOffset.inSeconds) }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
