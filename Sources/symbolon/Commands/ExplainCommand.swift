import ArgumentParser
import Broker
import Foundation
import Model
import OAuth

/// What a failed call of the OAuth endpoints meant.
struct ExplainCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a failed call of the OAuth endpoints meant.",
        discussion: "Every answer carries an id in X-Request-Id. What failed is kept for 30 days.")

    @Argument(help: "The id the answer carried.", transform: parseID) var id: TokenFailure.ID
    @OptionGroup var tenant: TenantOption
    @OptionGroup var output: OutputOptions

    func run(_ engine: Engine) async throws {
        let explained = try await ExplainFailure(engine: engine).find(id, in: try await tenant.find(engine))
        let (failure, facts) = (explained.failure, explained.failure.facts)
        output.show([
            Field("id", .text(failure.id.description)), Field("failed_at", .date(failure.failedAt)),
            Field("endpoint", .text(failure.endpoint)), Field("error", .text(failure.error)), Field("reason", .text(failure.reason)),
            Field("explanation", .text(explained.text.explanation)), Field("advice", .text(explained.text.advice)),
            Field("error_description", .text(failure.description)), Field("caller", .text(facts.caller.rawValue)),
            Field("client_id", .text(failure.clientID)), Field("resource_server_id", .text(failure.resourceServerID)),
            Field("account_id", .text(failure.accountID)), Field("grant_id", .text(facts.grantID?.uuidString.lowercased())),
            Field("used_at", .date(facts.usedAt)), Field("expired_at", .date(facts.expiredAt)), Field("ended_at", .date(facts.endedAt)),
            Field("ended_by", .text(facts.endedBy)), Field("source_address", .text(failure.sourceAddress)),
        ])
    }
}
