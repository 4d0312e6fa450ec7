/// Hashes and checks passwords with scrypt on its own few threads, so that logins can never starve token requests.
package final class PasswordHasher: Sendable {
    package let parameters: ScryptParameters
    let pool: WorkerPool
    /// scrypt's cost does not depend on the password, but a bound keeps requests small.
    private static let passwordLimit = 1024

    package init(parameters: ScryptParameters = .standard, workers: Int = 2, queueLimit: Int = 64) {
        self.parameters = parameters
        pool = WorkerPool(workers: workers, queueLimit: queueLimit)
    }

    package func hash(_ password: PlainSecret) async throws -> PasswordHash {
        let parameters = parameters
        let limit = Self.passwordLimit
        guard password.value.utf8.count <= limit else { throw SecretsError.secretTooLong(limit: limit) }
        return try await pool.run {
            let salt = try SecureRandom.bytes(PasswordHash.saltLength)
            let derived = try Self.derive(password, salt: salt, parameters: parameters)
            return PasswordHash(parameters: parameters, salt: salt, derived: derived)
        }
    }

    /// Checks a password; `nil`, for an unknown user, does the same work and answers no.
    package func verify(_ password: PlainSecret, against stored: PasswordHash?) async throws -> Bool {
        guard password.value.utf8.count <= Self.passwordLimit else { return false }
        let expected = try reference(for: stored)
        let matches = try await pool.run {
            let derived = try Self.derive(password, salt: expected.salt, parameters: expected.parameters)
            return constantTimeEqual(derived, expected.derived)
        }
        return stored != nil && matches
    }

    /// The stored hash, or a random one of the same cost that nothing matches.
    func reference(for stored: PasswordHash?) throws(SecretsError) -> PasswordHash {
        let salt = try SecureRandom.bytes(PasswordHash.saltLength)
        let derived = try SecureRandom.bytes(PasswordHash.derivedLength)
        return stored ?? PasswordHash(parameters: parameters, salt: salt, derived: derived)
    }

    private static func derive(_ password: PlainSecret, salt: [UInt8], parameters: ScryptParameters) throws(SecretsError) -> [UInt8] {
        var bytes = Array(password.value.utf8)
        defer { wipe(&bytes) }
        return try Scrypt.derive(bytes, salt: salt, parameters: parameters, length: PasswordHash.derivedLength)
    }
}
