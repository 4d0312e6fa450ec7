package import Model
import OAuth
import Secrets
import Storage

/// Signs a person in with e-mail address and password, in a new browser session.
package struct SignIn: Sendable {
    /// What came of it.
    package enum Outcome: Sendable {
        /// The secret of the session's cookie.
        case signedIn(PlainSecret)
        /// One answer for an unknown address, a wrong password and a disabled user.
        case refused
        case tooManyAttempts
    }

    /// How long a browser stays signed in.
    package static let sessionLifetime = Duration.seconds(12 * 60 * 60)
    static let maximumAttempts = 10
    static let attemptWindow = Duration.seconds(15 * 60)

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(email: String, password: PlainSecret, at site: TenantSite, origin: RequestOrigin) async throws -> Outcome {
        let address = origin.address ?? ""
        guard engine.signInLimiter.take(address) else { return .tooManyAttempts }
        let outcome = try await verify(email: email, password: password, at: site, origin: origin)
        if case .signedIn = outcome { engine.signInLimiter.giveBack(address) }
        return outcome
    }

    private func verify(email: String, password: PlainSecret, at site: TenantSite, origin: RequestOrigin) async throws -> Outcome {
        guard let email = EmailAddress(email), password.value.utf8.count <= PasswordRule.maximumBytes else { return .refused }
        let tenant = site.tenant.id
        let subject = try engine.keys.hash(PlainSecret(email.key), as: .signInSubject, tenant: tenant.rawValue)
        let (attempt, credentials) = try await engine.storage.transaction(tenant: tenant) { stores in
            let attempt = try stores.signInAttempts.count(subject, window: Self.attemptWindow)
            // After the count, for then it waits for nobody: two sign-ins can't wait for each other.
            try stores.signInAttempts.deleteExpired()
            return (attempt, try stores.users.findCredentials(email))
        }
        guard attempt <= Self.maximumAttempts else { return .tooManyAttempts }
        guard try await engine.passwords.verify(password, against: credentials?.passwordHash), let credentials else {
            if let user = credentials?.user { try await recordFailure(of: user, tenant: tenant, origin: origin) }
            return .refused
        }
        let secret = PlainSecret(try SecureRandom.base64URL(bytes: 32))
        let hash = try engine.keys.hash(secret, as: .browserSession, tenant: tenant.rawValue)
        return try await engine.storage.transaction(tenant: tenant) { stores in
            // The password may have been changed while this one was being checked; from here on it waits for this session.
            guard try stores.users.lockCredentials(email)?.passwordHash == credentials.passwordHash else { return .refused }
            try stores.signInAttempts.clear(subject)
            try stores.browserSessions.insert(hash, user: credentials.user.id, lifetime: Self.sessionLifetime)
            try stores.audit("sign_in.succeeded", by: .user(credentials.user.id), origin: origin)
            return .signedIn(secret)
        }
    }

    /// Only of people there are: an address nobody has would let anybody write as many rows as they like.
    private func recordFailure(of user: User, tenant: Tenant.ID, origin: RequestOrigin) async throws {
        try await engine.storage.transaction(tenant: tenant) { stores in
            try stores.audit(
                "sign_in.failed", by: .anonymous, target: .init("user", user.id.description), origin: origin)
        }
    }
}
