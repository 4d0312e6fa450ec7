/// Why a cryptographic step or a key file was refused; no case ever carries secret bytes.
package enum SecretsError: Error, Sendable, Equatable {
    case randomUnavailable
    /// OpenSSL refused an operation, named here.
    case cryptography(String)
    case invalidArgument(String)
    case keyFile(KeyFileProblem)
    /// A sealed value names a master key that the key file no longer holds.
    case unknownKey(String)
    case malformedEnvelope
    /// The value was altered, or belongs to another row, tenant or purpose.
    case authenticationFailed
    case secretTooLong(limit: Int)
    /// The password queue is full: answer 503 now instead of waiting.
    case busy
}

extension SecretsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .randomUnavailable: "the system's random generator failed; nothing was issued"
        case .cryptography(let operation): "OpenSSL refused \(operation)"
        case .invalidArgument(let what): "invalid argument: \(what)"
        case .keyFile(let problem): problem.description
        case .unknownKey(let id): "sealed under key \"\(id)\", which the key file no longer holds; put its line back below the first one"
        case .malformedEnvelope: "not a sealed value of a known version"
        case .authenticationFailed: "the sealed value was altered or belongs elsewhere"
        case .secretTooLong(let limit): "longer than \(limit) bytes"
        case .busy: "too many passwords are being checked; try again"
        }
    }
}
