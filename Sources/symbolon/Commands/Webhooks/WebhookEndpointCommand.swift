import ArgumentParser
import Broker
import Model
import Secrets

/// Where platforms hear of events.
struct WebhookEndpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Keep the addresses where platforms hear of events.",
        subcommands: [
            Create.self, List.self, Show.self, Update.self, RotateSecret.self, Enable.self, Disable.self, Delete.self, Test.self,
            Verify.self,
        ])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Make an endpoint. The key that signs is printed now and never again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "Where it wants to hear of events.") var url: String
        @Option(help: "What it is for.") var description: String?
        @Option(help: "An event it hears of; may be given several times. All if left out.") var eventType: [String] = []
        @OptionGroup var apiKey: APIKeyOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (endpoint, secret) = try await ManageWebhookEndpoints(engine: engine).create(
                ManageWebhookEndpoints.Input(url: url, description: description, eventTypes: eventType, apiKey: try apiKey.read()),
                for: clientID, in: try await tenant.find(engine), by: .here)
            output.show([Field("secret", .text(secret.value))] + fields(endpoint, clientID: clientID))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the endpoints, without their keys.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "Only those of the platform with this client id.") var clientID: String?
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let endpoints = try await ManageWebhookEndpoints(engine: engine).list(of: clientID, in: tenant)
            let clientIDs = try await FindClientIDs(engine: engine)(of: endpoints.map(\.platformID), in: tenant)
            output.list(endpoints.map { fields($0, clientID: clientIDs[$0.platformID]) }, empty: "There are no endpoints.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show an endpoint, without its keys.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await endpoint.tenant.find(engine)
            let found = try await ManageWebhookEndpoints(engine: engine).find(endpoint.id, in: tenant)
            output.show(try await fields(found, in: tenant, engine))
        }
    }

    struct Update: Command {
        static let configuration = CommandConfiguration(
            abstract: "Change an endpoint. What is left out stays as it is.",
            discussion: "Where the vendor asks for a handshake, another address must be verified anew.")

        @OptionGroup var endpoint: EndpointOptions
        @Option(help: "Where it wants to hear of events.") var url: String?
        @Option(help: "What it is for; empty takes it away.") var description: String?
        @Option(help: "An event it hears of instead of those before; may be given several times.") var eventType: [String] = []
        @Flag(help: "It hears of all events.") var allEvents = false
        @OptionGroup var apiKey: APIKeyOptions
        @Flag(name: .customLong("remove-api-key"), help: "Its static key goes no longer with deliveries.") var removesAPIKey = false
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if allEvents, !eventType.isEmpty { throw ValidationError("Use --event-type or --all-events, not both.") }
            if removesAPIKey, apiKey.isGiven { throw ValidationError("Give a key or --remove-api-key, not both.") }
        }

        func run(_ engine: Engine) async throws {
            let tenant = try await endpoint.tenant.find(engine)
            let changed = try await ManageWebhookEndpoints(engine: engine).update(
                endpoint.id,
                ManageWebhookEndpoints.Input(
                    url: url, description: description, eventTypes: allEvents ? [] : eventType.isEmpty ? nil : eventType,
                    apiKey: removesAPIKey ? "" : try apiKey.read()),
                in: tenant, by: .here)
            output.show(try await fields(changed, in: tenant, engine))
        }
    }
}

/// The endpoint a command is about.
struct EndpointOptions: ParsableArguments {
    @Argument(help: "The id of the endpoint, as `list` shows it.", transform: parseID) var id: WebhookEndpoint.ID
    @OptionGroup var tenant: TenantOption
}

private func fields(_ endpoint: WebhookEndpoint, in tenant: Tenant, _ engine: Engine) async throws -> [Field] {
    let clientIDs = try await FindClientIDs(engine: engine)(of: [endpoint.platformID], in: tenant)
    return fields(endpoint, clientID: clientIDs[endpoint.platformID])
}

private func fields(_ endpoint: WebhookEndpoint, clientID: String?) -> [Field] {
    [
        Field("id", .text(endpoint.id.description)), Field("client_id", .text(clientID)), Field("url", .text(endpoint.url)),
        Field("description", .text(endpoint.description)), Field("event_types", .list(endpoint.eventTypes)),
        Field("has_api_key", .flag(endpoint.hasAPIKey)), Field("created_at", .date(endpoint.createdAt)),
        Field("verified_at", .date(endpoint.verifiedAt)), Field("failing_since", .date(endpoint.failingSince)),
        Field("disabled_at", .date(endpoint.disabledAt)), Field("disabled_reason", .text(endpoint.disabledReason?.rawValue)),
    ]
}
