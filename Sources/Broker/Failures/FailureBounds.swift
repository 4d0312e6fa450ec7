import Foundation
import Model
import OAuth

/// How many failures are kept: a flood of them must fill neither the queue nor the disk, nor hide what befalls others.
struct FailureBounds: Sendable {
    private let ofPlatformAndAddress = FailureLimiter(capacity: 60, refillPerSecond: 0.2)
    private let ofPlatform = FailureLimiter(capacity: 300, refillPerSecond: 0.1)
    /// What nobody's client sent is garbage for the most part.
    private let ofNobodyAndAddress = FailureLimiter(capacity: 10, refillPerSecond: 1.0 / 60)
    private let ofNobody = FailureLimiter(capacity: 60, refillPerSecond: 0.05)
    /// Of a tenant: 17,000 rows a day at most, half a million within the time they are kept.
    private let ofTenant = FailureLimiter(capacity: 1000, refillPerSecond: 0.2)

    func admits(_ failure: NewTokenFailure, of tenant: Tenant.ID) -> Bool {
        let address = failure.sourceAddress ?? ""
        guard let known = failure.error.facts.platformID ?? failure.error.facts.resourceServerID else {
            return ofNobodyAndAddress.take("\(tenant) \(address)") && ofNobody.take("\(tenant)") && ofTenant.take("\(tenant)")
        }
        return ofPlatformAndAddress.take("\(tenant) \(known) \(address)") && ofPlatform.take("\(tenant) \(known)")
            && ofTenant.take("\(tenant)")
    }
}
