import ArgumentParser
import Broker
import Model

/// Events on their way to endpoints.
struct DeliveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery", abstract: "Look at deliveries and send one again.",
        subcommands: [List.self, Show.self, Redeliver.self])

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the deliveries, the newest first.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "Only those to this endpoint.", transform: parseID) var endpoint: WebhookEndpoint.ID?
        @Option(help: "Only those of this event.", transform: parseID) var event: Event.ID?
        @Option(help: "Only those that are pending, delivered, failed or withheld.") var status: Delivery.Status?
        @OptionGroup var length: LengthOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let deliveries = try await ManageDeliveries(engine: engine).deliveries(
                ManageDeliveries.Filter(endpoint: endpoint, event: event, status: status), limit: length.limit,
                in: try await tenant.find(engine))
            output.list(deliveries.map(fields), empty: "There are no deliveries.")
        }
    }

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show a delivery, what it tells, and every attempt.")

        @Argument(help: "The id of the delivery, as `list` shows it.", transform: parseID) var id: Delivery.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (delivery, event, attempts) = try await ManageDeliveries(engine: engine).show(id, in: try await tenant.find(engine))
            output.show(
                fields(delivery) + [
                    Field("redelivery_of", .text(delivery.redeliveryOf?.description)), Field("data", .members(event.data)),
                    Field("attempts", .records(attempts.map(fields))),
                ])
        }
    }

    struct Redeliver: Command {
        static let configuration = CommandConfiguration(abstract: "Send a delivery again, as a new one of the same event.")

        @Argument(help: "The id of the delivery, as `list` shows it.", transform: parseID) var id: Delivery.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let again = try await ManageDeliveries(engine: engine).redeliver(id, in: try await tenant.find(engine), by: .here)
            output.show([Field("delivery_id", .text(again.description))])
        }
    }
}

/// `--limit N`.
struct LengthOption: ParsableArguments {
    @Option(help: "How many at most, 1 to \(ManageDeliveries.longestPage).") var limit = 50

    func validate() throws {
        guard (1...ManageDeliveries.longestPage).contains(limit) else {
            throw ValidationError("--limit takes 1 to \(ManageDeliveries.longestPage).")
        }
    }
}

extension Delivery.Status: ExpressibleByArgument {}

private func fields(_ delivery: Delivery) -> [Field] {
    [
        Field("id", .text(delivery.id.description)), Field("event_type", .text(delivery.eventType)),
        Field("event_id", .text(delivery.eventID.description)), Field("endpoint_id", .text(delivery.endpointID.description)),
        Field("status", .text(delivery.status.rawValue)), Field("attempt_count", .number(delivery.attempts)),
        Field("created_at", .date(delivery.createdAt)), Field("finished_at", .date(delivery.finishedAt)),
        Field("next_attempt_at", .date(delivery.dueAt)),
    ]
}

private func fields(_ attempt: DeliveryAttempt) -> [Field] {
    let (seconds, attoseconds) = attempt.duration.components
    return [
        Field("number", .number(attempt.number)), Field("started_at", .date(attempt.startedAt)),
        Field("duration_ms", .number(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))),
        Field("status", attempt.status.map(Field.Value.number) ?? .text(nil)), Field("error", .text(attempt.error)),
        Field("response", .text(attempt.response)),
    ]
}
