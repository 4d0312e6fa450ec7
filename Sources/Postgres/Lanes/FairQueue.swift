/// Jobs that wait for a lane. Groups take turns, so that a busy one delays the others by its share of a batch and no more.
struct FairQueue {
    private var lines: [String: [LaneJob]] = [:]
    private var turns: [String] = []
    private(set) var count = 0

    /// How many of this group wait.
    func count(of group: String?) -> Int { lines[group ?? ""]?.count ?? 0 }

    /// The first of any line to be given up.
    var firstDeadline: MonotonicTime? { lines.values.lazy.compactMap { $0.first?.deadline }.min() }

    mutating func append(_ job: LaneJob) {
        let group = job.group ?? ""
        if lines[group] == nil { turns.append(group) }
        lines[group, default: []].append(job)
        count += 1
    }

    /// Takes out at most so many, of each group an equal share, the oldest of it first.
    mutating func take(_ limit: Int) -> [LaneJob] {
        var batch: [LaneJob] = []
        while batch.count < limit, !turns.isEmpty {
            let share = max(1, (limit - batch.count) / turns.count)
            let group = turns.removeFirst()
            guard var line = lines.removeValue(forKey: group) else { continue }
            batch += line.prefix(share)
            line.removeFirst(min(share, line.count))
            guard !line.isEmpty else { continue }
            lines[group] = line
            turns.append(group)
        }
        count -= batch.count
        return batch
    }

    /// Takes out those that are no longer wanted.
    mutating func removeAll(where isGone: (LaneJob) -> Bool) -> [LaneJob] {
        var gone: [LaneJob] = []
        for (group, line) in lines {
            let leaving = line.filter(isGone)
            guard !leaving.isEmpty else { continue }
            gone += leaving
            let staying = line.filter { !isGone($0) }
            lines[group] = staying.isEmpty ? nil : staying
        }
        turns.removeAll { lines[$0] == nil }
        count -= gone.count
        return gone
    }
}
