import ArgumentParser
import Broker
import Model
import Secrets

extension WebhookEndpointCommand {
    struct RotateSecret: Command {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Make a new key that signs. It is printed now and never again.")

        @OptionGroup var endpoint: EndpointOptions
        @Option(help: "How long the key before it signs too, as 2h or 7d; 0s ends it now.") var overlap: Span?
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let secret = try await ManageWebhookEndpoints(engine: engine).rotateSecret(
                endpoint.id, overlap: overlap?.duration ?? ManageWebhookEndpoints.defaultOverlap,
                in: try await endpoint.tenant.find(engine), by: .here)
            output.show([Field("secret", .text(secret.value))])
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Wake an endpoint: what waited for it is due at once.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await ManageWebhookEndpoints(engine: engine).setDisabled(
                false, endpoint.id, in: try await endpoint.tenant.find(engine), by: .here)
            output.say("\(endpoint.id) is enabled.")
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(
            abstract: "Put an endpoint to sleep: what was on its way waits, what happens meanwhile is only on record.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable the endpoint \(endpoint.id)? What happens until it is enabled again is not sent to it.")
            try await ManageWebhookEndpoints(engine: engine).setDisabled(
                true, endpoint.id, in: try await endpoint.tenant.find(engine), by: .here)
            output.say("\(endpoint.id) is disabled.")
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(
            abstract: "Delete an endpoint with everything on record about its deliveries.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await endpoint.tenant.find(engine)
            let endpoints = ManageWebhookEndpoints(engine: engine)
            let found = try await endpoints.find(endpoint.id, in: tenant)
            try confirmation.ask("Delete the endpoint at \(found.url) with everything on record about its deliveries?")
            try await endpoints.delete(endpoint.id, in: tenant, by: .here)
            output.say("\(endpoint.id) is deleted.")
        }
    }

    struct Test: Command {
        static let configuration = CommandConfiguration(abstract: "Send an endpoint the event webhook.test, whatever it hears of.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let delivery = try await ManageWebhookEndpoints(engine: engine).test(
                endpoint.id, in: try await endpoint.tenant.find(engine), by: .here)
            output.show([Field("delivery_id", .text(delivery.description))])
        }
    }

    struct Verify: Command {
        static let configuration = CommandConfiguration(
            abstract: "Ask an endpoint once more whether it wants to hear, where the vendor has a handshake.")

        @OptionGroup var endpoint: EndpointOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await ManageWebhookEndpoints(engine: engine).verify(
                endpoint.id, in: try await endpoint.tenant.find(engine), by: .here)
            output.say("\(endpoint.id) is asked.")
        }
    }
}
