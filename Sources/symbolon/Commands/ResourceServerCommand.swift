import ArgumentParser
import Broker
import Model
import Secrets

/// The vendor's APIs that ask about tokens, with a credential of their own.
struct ResourceServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource-server", abstract: "Register the APIs that ask about tokens, and keep their secrets.",
        subcommands: [Create.self, List.self, Show.self, Edit.self, Rotate.self, Disable.self, Enable.self, Delete.self])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Register one. Its secret is printed now and never again.")

        @Option(help: "For people.") var name: String
        @Option(help: "What it is called in the answers it gets, as `aud`.") var audience: String
        @Option(name: .customLong("scope"), help: "A scope it may hear of; all if none is given. May be repeated.") var scopes: [String] =
            []
        @Option(name: .customLong("client-id"), help: "A platform whose tokens it may hear of; all if none is given. May be repeated.")
        var clientIDs: [String] = []
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (server, secret) = try await ManageResourceServers(engine: engine).create(
                ManageResourceServers.Input(name: name, audience: audience, scopes: scopes, clientIDs: clientIDs),
                in: try await tenant.find(engine), by: .here)
            output.show(fields(server) + [Field("client_secret", .text(secret.value))])
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List them, the newest first.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var length: LengthOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let servers = try await ManageResourceServers(engine: engine).page(limit: length.limit, in: try await tenant.find(engine))
            output.list(servers.map(fields), empty: "There are no resource servers.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show one and its live secrets, without their values.")

        @OptionGroup var target: ResourceServerTarget
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await target.tenant.find(engine)
            let servers = ManageResourceServers(engine: engine)
            let secrets = try await servers.secrets(of: target.id, in: tenant)
            output.show(
                fields(try await servers.find(target.id, in: tenant)) + [
                    Field(
                        "secrets",
                        .records(
                            secrets.map {
                                [
                                    Field("secret_id", .text($0.id.description)), Field("created_at", .date($0.createdAt)),
                                    Field("expires_at", .date($0.expiresAt)), Field("last_used_at", .date($0.lastUsedAt)),
                                ]
                            }))
                ])
        }
    }

    struct Edit: Command {
        static let configuration = CommandConfiguration(abstract: "Change one. What is left out stays.")

        @OptionGroup var target: ResourceServerTarget
        @Option(help: "For people.") var name: String?
        @Option(help: "What it is called in the answers it gets, as `aud`.") var audience: String?
        @Option(name: .customLong("scope"), help: "The scopes it may hear of, instead of those before. May be repeated.") var scopes:
            [String] = []
        @Flag(help: "Let it hear of tokens whatever they may do.") var allScopes = false
        @Option(
            name: .customLong("client-id"), help: "The platforms whose tokens it may hear of, instead of those before. May be repeated.")
        var clientIDs: [String] = []
        @Flag(help: "Let it hear of every platform's tokens.") var allClients = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if allScopes, !scopes.isEmpty { throw ValidationError("--all-scopes and --scope exclude each other.") }
            if allClients, !clientIDs.isEmpty { throw ValidationError("--all-clients and --client-id exclude each other.") }
        }

        func run(_ engine: Engine) async throws {
            let server = try await ManageResourceServers(engine: engine).update(
                target.id,
                ManageResourceServers.Input(
                    name: name, audience: audience, scopes: allScopes || !scopes.isEmpty ? scopes : nil,
                    clientIDs: allClients || !clientIDs.isEmpty ? clientIDs : nil),
                in: try await target.tenant.find(engine), by: .here)
            output.show(fields(server))
        }
    }

    struct Rotate: Command {
        static let configuration = CommandConfiguration(abstract: "Give it a new secret. It is printed now and never again.")

        @OptionGroup var target: ResourceServerTarget
        @Option(help: "How many hours the secret before works too: 0 to 720.") var overlapHours = 24
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (0...720).contains(overlapHours) else { throw ValidationError("--overlap-hours takes 0 to 720.") }
        }

        func run(_ engine: Engine) async throws {
            let secret = try await ManageResourceServers(engine: engine).rotateSecret(
                of: target.id, overlap: .seconds(overlapHours * 3600), in: try await target.tenant.find(engine), by: .here)
            output.show([Field("client_secret", .text(secret.value))])
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Put one to sleep: it is answered 401.")

        @OptionGroup var target: ResourceServerTarget
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Put the resource server \(target.id) to sleep? It is answered 401 until it is enabled.")
            _ = try await ManageResourceServers(engine: engine).setDisabled(
                true, target.id, in: try await target.tenant.find(engine), by: .here)
            output.say("The resource server is disabled.")
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Wake one.")

        @OptionGroup var target: ResourceServerTarget
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            _ = try await ManageResourceServers(engine: engine).setDisabled(
                false, target.id, in: try await target.tenant.find(engine), by: .here)
            output.say("The resource server is enabled.")
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(abstract: "Delete one with its secrets, for good.")

        @OptionGroup var target: ResourceServerTarget
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Delete the resource server \(target.id) with its secrets, for good?")
            try await ManageResourceServers(engine: engine).delete(target.id, in: try await target.tenant.find(engine), by: .here)
            output.say("The resource server is deleted.")
        }
    }
}

/// One resource server of a tenant.
struct ResourceServerTarget: ParsableArguments {
    @Argument(help: "Its id, like rs_….") var id: String
    @OptionGroup var tenant: TenantOption
}

private func fields(_ server: ResourceServer) -> [Field] {
    [
        Field("id", .text(server.publicID)), Field("name", .text(server.name)), Field("audience", .text(server.audience)),
        Field("scopes", .list(server.scopes)), Field("client_ids", .list(server.clientIDs)), Field("created_at", .date(server.createdAt)),
        Field("last_used_at", .date(server.lastUsedAt)), Field("disabled_at", .date(server.disabledAt)),
    ]
}
