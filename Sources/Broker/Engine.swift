package import Dialects
package import Secrets
package import Storage

/// What every use case stands on. Holds no state of its own.
package struct Engine: Sendable {
    package let storage: Storage
    package let keys: KeyRing
    package let passwords: PasswordHasher
    package let dialects: DialectList
    /// Failed sign-ins, by address.
    package let signInLimiter = FailureLimiter(capacity: 100, refillPerSecond: 0.2)
    /// Failed client authentications, by address and client (RFC 6749 §2.3.1).
    package let clientLimiter = FailureLimiter(capacity: 200, refillPerSecond: 1)
    /// What failed calls meant.
    package let failures = FailureLog()
    /// Requests of the management API, by key.
    package let managementLimiter: RequestLimiter
    /// Where tenants without a URL of their own live, without a trailing slash.
    package let publicURL: String
    package let trustedProxies: TrustedProxies

    package init(
        storage: Storage, keys: KeyRing, passwords: PasswordHasher, dialects: DialectList, publicURL: String,
        trustedProxies: TrustedProxies = .none, managementRequestsPerMinute: Int? = nil
    ) {
        managementLimiter = RequestLimiter(perMinute: managementRequestsPerMinute)
        self.storage = storage
        self.keys = keys
        self.passwords = passwords
        self.dialects = dialects
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
    }
}
