import Foundation
import HistoryCheck
import Secrets

/// One run: the world, two servers, those who change and those who ask.
final class HistoryRun {
    private let options: HistoryCommand
    private let clusters: Clusters
    private let world: World
    private let servers: [ServerProcess]
    private let disturbance: Disturbance
    private let place: Changer.Place
    private let tally = Tally()
    /// Given up before there was enough.
    private(set) var isLate = false

    init(_ options: HistoryCommand, _ clusters: Clusters) throws {
        self.options = options
        self.clusters = clusters
        let console = SQLConsole(url: clusters.consoleURL)
        let hasRevisions = try console.run("SELECT to_regclass('registry.tenant_revision') IS NOT NULL") == ["t"]
        let build = WorldBuilder(keys: try KeyRing(contentsOf: options.keyFile))
        try WorldBuilder.fill(build)
        let key = try build.secret(.adminKey, tenant: nil, prefix: "symbolon_admin_")
        build.insert("admin_key", [("name", "'operator'"), ("key_hash", key.hash)])
        if hasRevisions { build.loseRevisions() }
        world = build.world(only: options.only)
        try console.run(build.rows.joined(separator: "\n"), seconds: 60)

        let holding = PostgresProxy.Holding(share: options.holdShare, longest: options.holdLongest)
        var proxies: [[PostgresProxy]] = []
        var servers: [ServerProcess] = []
        for number in 0..<2 {
            let folders = ["p", "s"].map { "\(options.folder)/\(number)\($0)" }
            proxies.append(
                try zip(folders, [clusters.primarySockets, clusters.standbySockets]).map {
                    try PostgresProxy(from: $0, to: $1, holding: holding)
                })
            let hosts = folders.joined(separator: ",")
            servers.append(
                try ServerProcess(
                    binary: options.server, port: options.port + 2 * number, databaseURL: "postgres://symbolon_app@/symbolon?host=\(hosts)",
                    workerURL: "postgres://symbolon_worker@/symbolon?host=\(hosts)", keyFile: options.keyFile,
                    log: "\(options.folder)/server-\(number).log"))
        }
        self.servers = servers
        disturbance = Disturbance(proxies: proxies)
        place = Changer.Place(
            servers: servers.map { ($0.port, $0.managementPort) }, consoleURL: clusters.consoleURL, adminKey: key.text,
            binary: options.server,
            commandEnvironment: [
                "PATH": "/usr/bin:/bin", "SYMBOLON_KEY_FILE": options.keyFile, "SYMBOLON_PUBLIC_URL": "http://127.0.0.1:9",
                "SYMBOLON_DATABASE_URL": "postgres://symbolon_app@/symbolon?host=\(clusters.primarySockets),\(clusters.standbySockets)",
            ], commandShare: options.commandShare, hasRevisions: hasRevisions)
        for server in servers { try server.waitUntilReady() }
    }

    func perform(failover fence: Clusters.Fence?) throws -> Report {
        Terminal.say(
            "\(world.names.count) things, \(world.probes.count) ways to ask about them, \(world.switches.count) ways to change them.")
        let spotlight = Switcher.Spotlight(places: options.switchers)
        let load = Load(world, ports: servers.map(\.port), spotlight: spotlight)
        let switcher = Switcher(world, place, tally, spotlight)
        let began = MonotonicClock.now
        let loads = threads(options.connections) { _ in load.run() }
        let changes = threads(options.switchers) { switcher.run(number: $0) }
        let failedOver = try watch(load, fence, began)
        switcher.end()
        changes.wait()
        load.end()
        loads.wait()
        let seconds = Double(MonotonicClock.now - began) / 1e9
        let observations = load.observations
        let judge = world.judge(excuses: disturbance.excuses)
        return Report(
            world: world, failedOver: failedOver, observations: observations, violations: observations.compactMap(judge.violation),
            counts: tally.counts,
            disturbances: disturbance.numbers, seconds: seconds, start: began)
    }

    func stop() {
        for server in servers { server.stop() }
    }

    /// Until there is enough of everything. Returns when the standby was the primary.
    private func watch(_ load: Load, _ fence: Clusters.Fence?, _ began: UInt64) throws -> UInt64? {
        var isFailedOver = fence == nil
        var failedOver = (at: UInt64(0), revocations: 0)
        var told = MonotonicClock.now
        while true {
            MonotonicClock.sleep(milliseconds: 300)
            let now = MonotonicClock.now
            let (validations, revocations) = (load.count, tally.counts.revocations)
            if now - told > .milliseconds(10_000) {
                Terminal.say("\((now - began) / 1_000_000_000) s: \(validations) validations, \(revocations) revocations")
                told = now
            }
            for server in servers where !server.isRunning { throw HistoryError("a server has ended: see its log") }
            guard now - began < .milliseconds(Double(options.limit) * 1000) else {
                isLate = true
                return isFailedOver && fence != nil ? failedOver.at : nil
            }
            let share = min(Double(validations) / Double(options.validations), Double(revocations) / Double(options.revocations))
            if !isFailedOver, let fence, share > 0.6 {
                Terminal.say("\((now - began) / 1_000_000_000) s: the primary is fenced (\(fence.rawValue)) and the standby promoted")
                try disturbance.failOver(clusters, fence)
                isFailedOver = true
                failedOver = (MonotonicClock.now, tally.counts.revocations)
            }
            // What comes after a failover is looked at as well.
            let enoughAfter =
                fence == nil
                || (revocations - failedOver.revocations >= options.revocations / 5
                    && now - failedOver.at > .milliseconds(Disturbance.failoverExcuse + 5_000))
            if share >= 1, isFailedOver, enoughAfter { return fence.map { _ in failedOver.at } }
            if !options.undisturbed, Int.random(in: 0..<8) == 0 { disturbance.disturb() }
        }
    }

    private func threads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> DispatchGroup {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            let thread = Thread {
                body(number)
                group.leave()
            }
            thread.stackSize = 1 << 20
            thread.start()
        }
        return group
    }
}
