import Foundation
import Model

@testable import Storage

extension WallTable {
    static let sweeps = [
        WallCase("SweepStore.begin()", .root) { stores, _ in
            if case .ours = try stores.sweeps.begin() { return 1 }
            return 0
        },
        WallCase("SweepStore.save(_:_:)") { stores, _ in
            try stores.sweeps.save(.event, SweepPlace(time: nil, id: UUID()))
            return 1
        },
        WallCase("SweepStore.finish(nextIn:)") { stores, _ in
            try stores.sweeps.finish(nextIn: .seconds(60))
            return 1
        },
        WallCase("SweepStore.sweep(_:after:_:)") { stores, sample in
            try SweptTable.allCases.map { try stores.sweeps.sweep($0, after: nil, sample.later).over }.reduce(0, +)
        },
        WallCase("SweepStore.count(_:after:_:)") { stores, sample in
            try SweptTable.allCases.map { try stores.sweeps.count($0, after: nil, sample.later).over }.reduce(0, +)
        },
        WallCase("TableSizeStore.all()", .registryRead) { stores, _ in try TableSizeStore(session: stores.session).all().count },
        // What it deletes is older than any sample.
        WallCase("RevisionLogStore.deleteOld()", .nobodys) { stores, _ in try stores.revisionLog.deleteOld() },
    ]
}

extension Sample {
    /// When all that has an end is over.
    var later: SweepTimes { SweepTimes(present: user.createdAt.addingTimeInterval(1_000 * 86_400), retention: .seconds(86_400)) }
}
