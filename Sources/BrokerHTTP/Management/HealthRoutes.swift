import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Logging

/// What a balancer and a person on call ask.
struct HealthRoutes: Sendable {
    private let checkReadiness: CheckReadiness
    private let versionText: String

    init(engine: Engine, version: String) {
        checkReadiness = CheckReadiness(engine: engine)
        versionText = version
    }

    /// The process answers.
    @Sendable func live(_ request: Request, _ context: PublicContext) async -> Response { .uncachedJSON(["status": "ok"]) }

    /// Tokens could be issued now.
    @Sendable func ready(_ request: Request, _ context: PublicContext) async -> Response {
        do {
            try await checkReadiness()
            return .uncachedJSON(["status": "ok", "database": "ok"])
        } catch {
            context.logger.warning("not ready", metadata: ["error": "\(error)"])
            return .uncachedJSON(["status": "unavailable", "database": "unavailable"], status: .serviceUnavailable)
        }
    }

    @Sendable func version(_ request: Request, _ context: PublicContext) async -> Response {
        .uncachedJSON(["name": "symbolon", "version": .string(versionText)])
    }
}
