import HistoryCheck
import Synchronization

/// Everything that is asked about, and what became of each thing.
final class World: Sendable {
    let names: [String]
    let probes: [Probe]
    let switches: [Switch]
    /// By kind.
    let switchesOfKind: [(kind: String, switches: [Int])]
    private let probesOfThing: [[Int32]]
    private let histories: Mutex<[ThingHistory]>

    init(names: [String], probes: [Probe], switches: [Switch]) {
        self.names = names
        self.probes = probes
        self.switches = switches
        var ofThing = [[Int32]](repeating: [], count: names.count)
        for (number, probe) in probes.enumerated() {
            for thing in Set(probe.question.dependencies + probe.question.shown) { ofThing[thing].append(Int32(number)) }
        }
        probesOfThing = ofThing
        histories = Mutex([ThingHistory](repeating: ThingHistory(), count: names.count))
        switchesOfKind = Dictionary(grouping: switches.indices, by: { switches[$0].kind }).sorted { $0.key < $1.key }.map {
            ($0.key, $0.value)
        }
    }

    func probes(about things: some Sequence<Int>) -> [Int32] {
        Array(Set(things.flatMap { probesOfThing[$0] }))
    }

    func note(_ move: Move, began: UInt64, acknowledged: UInt64) {
        histories.withLock { histories in
            for effect in move.effects {
                histories[effect.thing].append(.init(began: began, acknowledged: acknowledged, value: effect.value))
            }
        }
    }

    func judge(excuses: [Judge.Excuse]) -> Judge {
        Judge(things: histories.withLock { $0 }, questions: probes.map(\.question), excuses: excuses)
    }

    func history(of thing: Int) -> ThingHistory { histories.withLock { $0[thing] } }
}
