import Model
import Secrets

extension TokenHash {
    /// The hash of a token nobody else has.
    static func fresh() throws -> TokenHash {
        guard let hash = TokenHash(rawValue: try SecureRandom.bytes(32)) else { throw SecretsError.randomUnavailable }
        return hash
    }
}
