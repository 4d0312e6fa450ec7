import Synchronization

/// Changes one thing after another and changes it back; several do so at once, each with things of its own.
final class Switcher: Sendable {
    /// What the load looks at most: what is about to change, changes or has just changed.
    final class Spotlight: Sendable {
        private let lit = Mutex<[[Int32]]>([])
        private let places: Int

        init(places: Int) {
            self.places = places
            lit.withLock { $0 = [[Int32]](repeating: [], count: places) }
        }

        func light(_ place: Int, _ probes: [Int32]) { lit.withLock { $0[place] = probes } }

        func probe() -> Int32? { lit.withLock { $0[.random(in: 0..<places)].randomElement() } }
    }

    private let world: World
    private let place: Changer.Place
    private let tally: Tally
    private let spotlight: Spotlight
    private let stop: Mutex<Bool>
    private let taken = Mutex<Set<Int>>([])

    init(_ world: World, _ place: Changer.Place, _ tally: Tally, _ spotlight: Spotlight) {
        self.world = world
        self.place = place
        self.tally = tally
        self.spotlight = spotlight
        stop = Mutex(false)
    }

    func end() { stop.withLock { $0 = true } }

    func run(number: Int) {
        let changer = Changer(place, tally: tally)
        while !stop.withLock({ $0 }) {
            guard let next = take() else {
                MonotonicClock.sleep(milliseconds: 1)
                continue
            }
            let known = turn(next, changer, number)
            // What nobody knows the end of is left alone.
            if known { taken.withLock { $0.subtract(next.things) } }
        }
        spotlight.light(number, [])
    }

    private func turn(_ next: Switch, _ changer: Changer, _ number: Int) -> Bool {
        spotlight.light(number, world.probes(about: next.there.effects.map(\.thing)))
        MonotonicClock.sleep(milliseconds: .random(in: 2..<25))
        for move in [next.there, next.back] {
            let began = MonotonicClock.now
            guard let done = changer.carryOut(move) else {
                world.note(move, began: began, acknowledged: .max)
                tally.noteUnknown()
                return false
            }
            world.note(move, began: done.began, acknowledged: done.acknowledged)
            tally.note(next.kind, move, done)
            MonotonicClock.sleep(milliseconds: Self.rest())
        }
        return true
    }

    /// How long something stays as it is: now and then for longer than a server without its database takes to say anything.
    private static func rest() -> Double {
        if Int.random(in: 0..<12) == 0 { return .random(in: 300..<800) }
        return Bool.random() ? .random(in: 0..<8) : .random(in: 0..<80)
    }

    /// A kind first, so that each gets its share.
    private func take() -> Switch? {
        guard let kind = world.switchesOfKind.randomElement(), let index = kind.switches.randomElement() else { return nil }
        let next = world.switches[index]
        guard next.rarity == 1 || Int.random(in: 0..<next.rarity) == 0 else { return nil }
        let isFree = taken.withLock { taken in
            guard taken.isDisjoint(with: next.things) else { return false }
            taken.formUnion(next.things)
            return true
        }
        return isFree ? next : nil
    }
}
