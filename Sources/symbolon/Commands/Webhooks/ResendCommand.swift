import ArgumentParser
import Broker
import Foundation
import Model

/// Sends an endpoint again what it missed.
struct ResendCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "resend", abstract: "Send an endpoint again what happened in a span of time and did not arrive there.")

    @OptionGroup var endpoint: EndpointOptions
    @Option(help: ArgumentHelp("From when on: \(Moment.help).", valueName: "time")) var since: Moment
    @Option(help: ArgumentHelp("Up to when; now if left out.", valueName: "time")) var until: Moment?
    @Flag(help: "Also what arrived.") var includeDelivered = false
    @OptionGroup var output: OutputOptions

    func run(_ engine: Engine) async throws {
        let tenant = try await endpoint.tenant.find(engine)
        let now = try await ReadClock(engine: engine)(of: tenant)
        let deliveries = ManageDeliveries(engine: engine)
        var total = 0
        while true {
            let count = try await deliveries.resend(
                to: endpoint.id, since: since.date(now: now), until: until?.date(now: now) ?? now, includingDelivered: includeDelivered,
                unlessMadeSince: now, in: tenant, by: .here)
            total += count
            guard count == ManageDeliveries.mostAtOnce else { break }
            FileHandle.standardError.write(Data("\(total) are on their way\n".utf8))
        }
        if output.isJSON { return output.show([Field("deliveries", .number(total))]) }
        output.say(total == 1 ? "1 event is sent again." : "\(total) events are sent again.")
    }
}
