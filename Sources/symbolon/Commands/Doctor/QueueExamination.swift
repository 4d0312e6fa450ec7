import Postgres
import Storage

/// Looks at the login that delivers webhooks, and at how far behind the queue is.
struct QueueExamination {
    /// Without it there is no queue to look at.
    let isSchemaGood: Bool

    /// What waits longer is waiting for somebody who does not come.
    static let patience = Duration.seconds(60)

    func run(_ settings: Settings) async -> [Check] {
        guard let worker = settings.worker else {
            return [.good("webhooks", note: "SYMBOLON_WORKER_DATABASE_URL is not set: this server delivers no webhooks")]
        }
        let database = Database(worker, logger: .quiet)
        let checks = await look(at: database)
        await database.shutdown()
        return checks
    }

    private func look(at database: Database) async -> [Check] {
        do {
            try await database.transaction { _ in }
        } catch {
            return [.wrong("worker connection", "\(error); is SYMBOLON_WORKER_DATABASE_URL right?")]
        }
        guard isSchemaGood else { return [.good("worker connection")] }
        let login = await Check("worker login") {
            let findings = try await WorkerAudit(database: database).findings()
            guard findings.isEmpty else { throw WrongLogin(findings: findings) }
        }
        guard login.isGood else { return [.good("worker connection"), login] }
        return [.good("worker connection"), login, await lag(of: WorkerQueue(database: database))]
    }

    private func lag(of queue: WorkerQueue) async -> Check {
        do {
            let lag = try await queue.lag()
            guard lag > Self.patience else { return .good("queue") }
            return .wrong(
                "queue",
                "the oldest work has waited for \(lag.components.seconds) seconds: is a server running that has SYMBOLON_WORKER_DATABASE_URL?"
            )
        } catch {
            return .wrong("queue", Failure.text(error))
        }
    }

    private struct WrongLogin: Error, CustomStringConvertible {
        let findings: [String]

        var description: String { findings.joined(separator: "; ") }
    }
}
