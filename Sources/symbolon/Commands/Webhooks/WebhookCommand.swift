import ArgumentParser

/// Webhooks: where platforms hear of events, and how the events fare on their way.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Keep webhook endpoints, look at deliveries and send them again.",
        subcommands: [WebhookEndpointCommand.self, DeliveryCommand.self, ResendCommand.self, EventCommand.self])
}
