import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Logging

/// What a balancer and a person on call ask.
struct HealthRoutes: Sendable {
    /// An audit log that is less far behind is as it should be.
    private static let auditPatience = Duration.seconds(10)

    private let checkReadiness: CheckReadiness
    private let readAuditLog: ReadAuditLog
    private let versionText: String

    init(engine: Engine, version: String) {
        checkReadiness = CheckReadiness(engine: engine)
        readAuditLog = ReadAuditLog(engine: engine)
        versionText = version
    }

    private static let auditMembers: [Schema.Member] = [
        .always("status", .one(of: ["ok", "behind", "unavailable"])),
        .maybe("tenants_waiting", .count, "How many tenants have entries that wait to be sealed."),
        .maybe("waiting_ms", .integer, "For how long the oldest of them has waited."),
    ]

    static let documented: [DocumentedOperation] = [
        documented("getLiveness", "/health/live", "Whether the process answers", [.always("status", .one(of: ["ok"]))]),
        documented(
            "getReadiness", "/health/ready", "Whether tokens could be issued now",
            [.always("status", .one(of: ["ok", "unavailable"])), .always("database", .one(of: ["ok", "unavailable"]))], unavailable: true),
        documented("getAuditHealth", "/health/audit", "Whether the audit log is sealed as it should be", auditMembers, unavailable: true),
        documented("getVersion", "/version", "What this is", [.always("name", .string), .always("version", .string)]),
    ]

    private static func documented(
        _ id: String, _ path: String, _ summary: String, _ members: [Schema.Member], unavailable: Bool = false
    ) -> DocumentedOperation {
        let answer = OperationAnswer.ok(.object(members), "It is well.")
        let away = OperationAnswer(
            status: .serviceUnavailable, description: "Not now.", mediaType: answer.mediaType, schema: answer.schema)
        return DocumentedOperation(
            id: id, method: .get, path: path, tag: "health", summary: summary, description: "", parameters: [], body: nil,
            answers: unavailable ? [answer, away] : [answer], sharedAnswers: [], security: [])
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

    /// How far the audit log is sealed. Apart from readiness: taking a server out of service seals nothing.
    @Sendable func audit(_ request: Request, _ context: PublicContext) async -> Response {
        do {
            let tail = try await readAuditLog.tail()
            let isBehind = tail.waitingFor > Self.auditPatience
            return .uncachedJSON(
                [
                    "status": isBehind ? "behind" : "ok", "tenants_waiting": .integer(tail.tenants),
                    "waiting_ms": .integer(tail.waitingFor.milliseconds),
                ], status: isBehind ? .serviceUnavailable : .ok)
        } catch {
            context.logger.warning("how far the audit log is sealed could not be read", metadata: ["error": "\(error)"])
            return .uncachedJSON(["status": "unavailable"], status: .serviceUnavailable)
        }
    }

    @Sendable func version(_ request: Request, _ context: PublicContext) async -> Response {
        .uncachedJSON(["name": "symbolon", "version": .string(versionText)])
    }
}
