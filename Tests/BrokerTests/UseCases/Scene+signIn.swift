import Broker
import Secrets
import TestSupport
import Testing

extension Scene {
    /// An outcome of signing in, without its secret.
    enum SignInKind: Hashable { case signedIn, refused, tooManyAttempts }

    func signIn(_ email: String = "ada@first.example", password: String = World.password) async throws -> SignInKind {
        switch try await SignIn(engine: engine)(email: email, password: PlainSecret(password), at: site, origin: .local) {
        case .signedIn: .signedIn
        case .refused: .refused
        case .tooManyAttempts: .tooManyAttempts
        }
    }

    /// The secret of a new session.
    func signedIn(_ email: String = "ada@first.example", password: String = World.password) async throws -> PlainSecret {
        let outcome = try await SignIn(engine: engine)(email: email, password: PlainSecret(password), at: site, origin: .local)
        guard case .signedIn(let secret) = outcome else { throw InputError("password", "does not sign in") }
        return secret
    }
}
