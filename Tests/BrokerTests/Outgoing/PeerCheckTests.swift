import NIOCore
import NIOPosix
import Testing

@testable import Broker

@Suite("The peer check", .timeLimit(.minutes(1)))
struct PeerCheckTests {
    @Test("passes the checked address and hangs up on any other", arguments: [("127.0.0.1", true), ("127.0.0.2", false), ("::1", false)])
    func check(expected: String, passes: Bool) async throws {
        let server = try await ScriptedServer([])
        let peer = PeerCheck(expected: try #require(IPAddress(expected)))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port).get()
        if passes {
            try await peer.check(channel).get()
            try await channel.close()
        } else {
            await #expect(throws: OutgoingError.self) { try await peer.check(channel).get() }
            try await channel.closeFuture.get()
        }
        #expect(peer.didConnect == passes)
        try await server.stop()
    }
}
