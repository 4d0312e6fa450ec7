internal import Foundation
internal import NIOCore

/// Looks, once connected and before a request is sent, at who is really at the other end. Its state is touched under the lock only.
final class PeerCheck: @unchecked Sendable {
    private let expected: IPAddress
    private let lock = NSLock()
    private var passed = false

    init(expected: IPAddress) {
        self.expected = expected
    }

    var didConnect: Bool { lock.withLock { passed } }

    func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let text = channel.remoteAddress?.ipAddress, IPAddress(text) == expected else {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(OutgoingError(.blocked, "connected to another address than the checked one"))
        }
        lock.withLock { passed = true }
        return channel.eventLoop.makeSucceededVoidFuture()
    }
}
