import ArgumentParser
import Broker
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// What `deploy/quickstart` needs to try the product; nothing of it is for production.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "For trying: make the demo tenants, and serve the pages of their partner.", shouldDisplay: false,
        subcommands: [Seed.self, Partner.self])

    struct Seed: Command {
        static let configuration = CommandConfiguration(abstract: "Make the demo tenants and write demo.json.")

        @Option(help: "Where to write demo.json.") var file: String
        @Option(help: "Where the server is reached.") var baseURL: String
        @Option(help: "Where its management listener is reached.") var adminURL: String
        @Option(help: "The port of the server; the partners' pages take those from two above it.") var port: Int
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let seed = DemoSeed(engine: engine, baseURL: baseURL, adminURL: adminURL, port: port)
            try await seed(keeping: try DemoFile.read(file)).write(file)
        }
    }

    struct Partner: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Serve the demo partner's pages, one listener per tenant.")

        @Option(help: "Where demo.json is.") var file: String

        func run() async throws {
            guard let demo = try DemoFile.read(file) else { throw InputError("file", "there is no \(file)") }
            var logger = Logger(label: "demo-partner", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = .error
            let services = try demo.tenants.sorted { $0.key < $1.key }.map { name, tenant in
                try DemoPartner(name: name, tenant: tenant).application(logger: logger)
            }
            var configuration = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            configuration.maximumGracefulShutdownDuration = .seconds(3)
            try await ServiceGroup(configuration: configuration).run()
        }
    }
}
