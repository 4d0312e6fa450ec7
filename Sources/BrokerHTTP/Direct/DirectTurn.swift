import Broker
import Model
import NIOCore

/// What the connections of one event loop have in common, confined to it: those requests that came in one turn of the loop wait together for a
/// read of the primary, and where paths led the last time is remembered.
final class DirectTurn: @unchecked Sendable {
    private struct Place: Hashable {
        let path: String
        let host: String
    }

    /// Anybody can name a host: so many routes are kept, of names no longer than this.
    private static let (maximumRoutes, longestPlace) = (4096, 512)

    private let loop: any EventLoop
    private let findSite: FindSite
    private var waiting: [Tenant.ID: [(ReadMoment?) -> Void]] = [:]
    private var isSent = true
    private var routes: [Place: DirectRoute] = [:]

    init(_ loop: any EventLoop, findSite: FindSite) {
        self.loop = loop
        self.findSite = findSite
    }

    /// Tells, on the loop, of a read that began after this. `nil`: there was none.
    func wait(for guess: SiteGuess, then: @escaping (ReadMoment?) -> Void) {
        waiting[guess.site.tenant.id, default: []].append(then)
        guard isSent else { return }
        isSent = false
        loop.execute { [self] in send() }
    }

    private func send() {
        isSent = true
        let sent = NIOLoopBound(waiting, eventLoop: loop)
        waiting = [:]
        findSite.read(sent.value.keys) { [loop] moments in
            loop.execute {
                // Tenants that asked for little are answered first: it costs the one that asked for much next to nothing.
                for (tenant, requests) in sent.value.sorted(by: { $0.value.count < $1.value.count }) {
                    for request in requests { request(moments[tenant]) }
                }
            }
        }
    }

    /// Where a request leads, as `find` or memory has it: as good as a guess.
    func route(_ path: String, host: String, find: () -> DirectRoute?) -> DirectRoute? {
        let place = Place(path: path, host: host)
        if let known = routes[place] { return known }
        guard let found = find() else { return nil }
        guard path.utf8.count + host.utf8.count <= Self.longestPlace else { return found }
        if routes.count >= Self.maximumRoutes { routes = [:] }
        routes[place] = found
        return found
    }

    /// Forgets what may have been a wrong guess.
    func forget(_ route: DirectRoute) { routes[Place(path: route.path, host: route.host)] = nil }
}
