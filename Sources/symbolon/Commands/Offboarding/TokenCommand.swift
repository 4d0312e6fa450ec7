import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// What is on record about tokens; never a token.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "See what is on record about tokens, and end one.",
        subcommands: [List.self, Show.self, Revoke.self])

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List tokens, the newest first.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "access, refresh or personal.") var type: TokenRecord.Kind?
        @Option(help: "live, asleep, used, expired or revoked.") var state: TokenRecord.State?
        @Option(help: "Of this grant.", transform: parseID) var grant: Grant.ID?
        @Option(help: "Of this platform, by its client id.") var platform: String?
        @Option(help: "Of this account.") var account: String?
        @Option(help: "How many at most.") var limit = 100
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000.") }
        }

        func run(_ engine: Engine) async throws {
            var filter = ManageTokens.Filter()
            (filter.kind, filter.state, filter.grant, filter.clientID, filter.accountID) = (type, state, grant, platform, account)
            output.list(
                try await ManageTokens(engine: engine).page(filter, limit: limit, in: try await tenant.find(engine)).map(fields),
                empty: "There are no such tokens.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show what a token is.")

        @OptionGroup var token: TokenOptions
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.show(fields(try await token.find(engine, in: try await tenant.find(engine))))
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(
            abstract: "End a token for good. Of a refresh token all ends that came of the same authorization.")

        @OptionGroup var token: TokenOptions
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let record = try await token.find(engine, in: tenant)
            try confirmation.ask("Revoke this \(record.kind.rawValue) token of the account \(record.accountID) for good?")
            let touched = try await ManageTokens(engine: engine).revoke(record.id, in: tenant, by: .here)
            output.say("Revoked: \(touched.words).", touched.fields)
        }
    }
}

/// A token, by the id of its record or by itself: never as an argument, which others on the machine can read.
struct TokenOptions: ParsableArguments {
    @Argument(help: "The id of its record, as `list` shows it.", transform: parseID) var id: AccessToken.ID?
    @Flag(help: "Read the token itself from standard input.") var tokenStdin = false

    func validate() throws {
        guard (id == nil) == tokenStdin else { throw ValidationError("Give the id of its record, or --token-stdin.") }
    }

    func find(_ engine: Engine, in tenant: Tenant) async throws -> TokenRecord {
        let tokens = ManageTokens(engine: engine)
        if let id { return try await tokens.find(id.rawValue, in: tenant) }
        guard let line = readLine(strippingNewline: true), TextLimit.token.admits(line) else {
            throw InputError("token", TextLimit.token.rule)
        }
        return try await tokens.find(PlainSecret(line), in: tenant)
    }
}

extension TokenRecord.Kind: ExpressibleByArgument {}
extension TokenRecord.State: ExpressibleByArgument {}

private func fields(_ token: TokenRecord) -> [Field] {
    [
        Field("id", .text(token.id.uuidString.lowercased())), Field("type", .text(token.kind.rawValue)),
        Field("state", .text(token.state.rawValue)), Field("account", .text(token.accountID)), Field("client_id", .text(token.clientID)),
        Field("user_id", .text(token.userID?.description)), Field("grant_id", .text(token.grantID?.description)),
        Field("scopes", .list(token.scopes)), Field("created_at", .date(token.createdAt)), Field("expires_at", .date(token.expiresAt)),
        Field("revoked_at", .date(token.revokedAt)),
    ]
}
