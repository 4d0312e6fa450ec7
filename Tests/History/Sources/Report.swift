import HistoryCheck

/// What a run did and found, for people.
struct Report {
    let world: World
    /// `nil`: there was none.
    let failedOver: UInt64?
    let observations: [Observation]
    let violations: [Violation]
    let counts: Tally.Counts
    let disturbances: (freezes: Int, cuts: Int, absences: Int)
    let seconds: Double
    let start: UInt64

    /// Both servers followed the failover.
    var isFollowed: Bool {
        guard let failedOver else { return true }
        return [0, 1].allSatisfy { server in
            observations.contains { $0.server == server && $0.sent > failedOver && $0.outcome == .accepted }
        }
    }

    var text: String {
        let number = { (outcome: Observation.Outcome) in observations.count { $0.outcome == outcome } }
        var lines = [
            "\(observations.count) validations, \(Int(Double(observations.count) / seconds)) a second: \(number(.accepted)) accepted, "
                + "\(number(.refused)) refused, \(number(.unavailable)) unavailable (503), \(number(.fault)) faults",
            "\(counts.revocations) revocations and as many returns, \(counts.lost) attempts nobody learned the end of, \(counts.unknown) changes",
            "doors: " + list(counts.doors), "kinds: " + list(counts.changes),
            "longest change: \(counts.longest.time / 1_000_000) ms, \(counts.longest.kind)",
            "\(disturbances.freezes) times a server's database fell silent, \(disturbances.cuts) times its connections ended, "
                + "\(disturbances.absences) times it stayed away",
        ]
        if let failedOver {
            let after = observations.filter { $0.sent > failedOver && $0.outcome == .accepted }
            let first = after.map(\.received).min().map { "\(($0 - failedOver) / 1_000_000) ms" } ?? "never"
            lines.append("failover: \(after.count) accepted afterwards, the first after \(first)")
        }
        if !counts.refusals.isEmpty {
            lines.append("changes that were refused or lost at first:")
            lines += counts.refusals.sorted { $0.value > $1.value }.prefix(12).map { "  \($0.value)× \($0.key)" }
        }
        for kind in Violation.Kind.allCases {
            let found = violations.filter { $0.kind == kind }
            guard !found.isEmpty else { continue }
            lines.append("VIOLATION, \(found.count)×: \(kind.rawValue)")
            lines += found.prefix(5).map(describe)
        }
        return lines.joined(separator: "\n")
    }

    private func list(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    private func describe(_ violation: Violation) -> String {
        let observation = violation.observation
        let question = world.probes[Int(observation.question)].question
        var text = "  \(question.name); server \(observation.server), \(time(observation.sent)) to \(time(observation.received))"
        for thing in violation.thing.map({ [$0] }) ?? question.dependencies {
            let near = world.history(of: thing).changes.filter {
                $0.began <= observation.received + 500_000_000
                    && $0.acknowledged >= observation.sent &- min(observation.sent, 2_000_000_000)
            }
            guard !near.isEmpty else { continue }
            text +=
                "\n    \(world.names[thing]): "
                + near.suffix(6).map { "\($0.value) (\(time($0.began))–\(time($0.acknowledged)))" }.joined(separator: ", ")
        }
        return text
    }

    /// In milliseconds since the beginning.
    private func time(_ moment: UInt64) -> String {
        moment == .max ? "never" : String(Double(Int64(moment / 1000) - Int64(start / 1000)) / 1000)
    }
}
