import Broker
import Foundation
import Model
import NIOCore

/// The requests of one event loop that wait for a read of the primary: those that came in one turn of the loop wait together. Confined to it.
final class DirectTurn: @unchecked Sendable {
    private struct Waiting {
        let guess: SiteGuess
        var requests: [(ReadMoment?) -> Void]
    }

    private let loop: any EventLoop
    private var waiting: [UUID: Waiting] = [:]
    private var isSent = true

    init(_ loop: any EventLoop) { self.loop = loop }

    /// Tells, on the loop, of a read that began after this. `nil`: there was none.
    func wait(for guess: SiteGuess, then: @escaping (ReadMoment?) -> Void) {
        waiting[guess.site.tenant.id.rawValue, default: Waiting(guess: guess, requests: [])].requests.append(then)
        guard isSent else { return }
        isSent = false
        loop.execute { [self] in send() }
    }

    private func send() {
        isSent = true
        let sent = waiting
        waiting = [:]
        for group in sent.values {
            let requests = NIOLoopBound(group.requests, eventLoop: loop)
            group.guess.read { [loop] moment in
                loop.execute { for request in requests.value { request(moment) } }
            }
        }
    }
}
