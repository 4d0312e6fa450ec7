package import Dialects
package import Secrets
package import Storage

/// What every use case stands on. Holds no state of its own.
package struct Engine: Sendable {
    package let storage: Storage
    package let keys: KeyRing
    package let passwords: PasswordHasher
    package let dialects: DialectList
    package let signInLimiter = SignInLimiter()
    /// Where tenants without a URL of their own live, without a trailing slash.
    package let publicURL: String
    package let trustedProxies: TrustedProxies

    package init(
        storage: Storage, keys: KeyRing, passwords: PasswordHasher, dialects: DialectList, publicURL: String,
        trustedProxies: TrustedProxies = .none
    ) {
        self.storage = storage
        self.keys = keys
        self.passwords = passwords
        self.dialects = dialects
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
    }
}
