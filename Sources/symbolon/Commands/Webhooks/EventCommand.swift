import ArgumentParser
import Broker
import Model

/// What happened, as platforms are told of it.
struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Look at the events platforms are told of.", subcommands: [List.self, Show.self])

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the events, the newest first.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "Only those of this type, as account.connected.") var type: EventType?
        @Option(help: "Only those of the platform with this client id.") var clientID: String?
        @OptionGroup var length: LengthOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let events = try await ManageDeliveries(engine: engine).events(
                type: type?.rawValue, clientID: clientID, limit: length.limit, in: tenant)
            let clientIDs = try await FindClientIDs(engine: engine)(of: events.compactMap(\.platformID), in: tenant)
            output.list(
                events.map { event in fields(event, clientID: event.platformID.flatMap { clientIDs[$0] }) }, empty: "There are no events.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show an event and its data.")

        @Argument(help: "The id of the event, as `list` shows it.", transform: parseID) var id: Event.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            guard let event = try await ManageDeliveries(engine: engine).event(id, in: tenant) else { throw NotFound("event", id) }
            let clientIDs = try await FindClientIDs(engine: engine)(of: event.platformID.map { [$0] } ?? [], in: tenant)
            output.show(
                fields(event, clientID: event.platformID.flatMap { clientIDs[$0] }) + [Field("data", .members(event.data))])
        }
    }
}

extension EventType: ExpressibleByArgument {}

private func fields(_ event: RecordedEvent, clientID: String?) -> [Field] {
    [
        Field("id", .text(event.id.description)), Field("type", .text(event.type)), Field("client_id", .text(clientID)),
        Field("occurred_at", .date(event.occurredAt)),
    ]
}
