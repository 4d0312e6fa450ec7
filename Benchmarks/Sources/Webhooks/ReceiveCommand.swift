import ArgumentParser
import Foundation

/// The far end of webhooks, in a process of its own: one port on every loopback address.
struct ReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "receive", abstract: "Receive webhooks until stopped.")

    @Option(help: "The port on 0.0.0.0.") var port: Int

    func run() async throws {
        let receiver = try await Receiver.listen(port: port)
        print("receiving on \(port)")
        try await receiver.closeFuture.get()
    }
}
