import Foundation
import Synchronization

/// What each side of a measurement took of the machine's processors, over all its rounds.
final class ProcessorShares: Sendable {
    private struct Sums {
        var (wall, cluster, server, load) = (0.0, 0.0, 0.0, 0.0)
    }

    private let sums = Mutex(Sums())
    private let process: Int32
    private let postmaster: Int32

    init(server: Int32, postmaster: Int32) {
        process = server
        self.postmaster = postmaster
    }

    func measure<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let before = now
        let value = try await body()
        let after = now
        sums.withLock {
            $0.wall += after.wall - before.wall
            $0.cluster += after.cluster - before.cluster
            $0.server += after.server - before.server
            $0.load += after.load - before.load
        }
        return value
    }

    var cluster: String { share { $0.cluster } }
    var server: String { share { $0.server } }
    var load: String { share { $0.load } }

    private var now: Sums {
        var sums = Sums()
        sums.wall = Clock.now
        sums.cluster = ProcessorTime.ofCluster(postmaster)
        sums.server = ProcessorTime.of(process)
        sums.load = ProcessorTime.ofEnded
        return sums
    }

    private func share(_ part: (Sums) -> Double) -> String {
        sums.withLock { sums in
            let all = sums.wall * Double(ProcessInfo.processInfo.activeProcessorCount)
            return String(format: "%.1f %%", 100 * part(sums) / max(all, 0.001))
        }
    }
}
