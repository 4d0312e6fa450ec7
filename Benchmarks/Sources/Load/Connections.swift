import NIOCore
import NIOPosix

/// Connections that each asked something once and stay open.
struct Connections {
    private let channels: [any Channel]

    static func open(_ count: Int, port: Int, path: String) async throws -> Connections {
        var channels: [any Channel] = []
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let request = ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for _ in 0..<count {
            let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
            try await channel.writeAndFlush(request).get()
            channels.append(channel)
        }
        return Connections(channels: channels)
    }

    func close() async {
        for channel in channels { try? await channel.close().get() }
    }
}
