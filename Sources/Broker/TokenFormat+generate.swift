import Dialects
import Model
import Secrets

extension TokenFormat {
    /// A fresh random value of this shape.
    func generate() throws(SecretsError) -> PlainSecret {
        PlainSecret(try generateText())
    }

    /// The same for an id, which is no secret.
    func generateText() throws(SecretsError) -> String {
        switch self {
        case .hex(let count): try SecureRandom.hex(bytes: count)
        case .base64URL(let count): try SecureRandom.base64URL(bytes: count)
        }
    }
}
