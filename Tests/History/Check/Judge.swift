/// Holds every observation against what was so while it was made (DESIGN.md, data rule 3).
package struct Judge: Sendable {
    /// When a server may be unavailable: from, to.
    package typealias Excuse = (from: UInt64, to: UInt64)

    private let things: [ThingHistory]
    private let questions: [Question]
    private let excuses: [Excuse]

    package init(things: [ThingHistory], questions: [Question], excuses: [Excuse] = []) {
        self.things = things
        self.questions = questions
        self.excuses = excuses
    }

    package func violation(of observation: Observation) -> Violation? {
        let question = questions[Int(observation.question)]
        switch observation.outcome {
        case .fault: return Violation(.fault, observation)
        case .unavailable: return isExcused(observation) ? nil : Violation(.unavailable, observation)
        case .refused:
            let mayBeDead = question.dependencies.contains { possible($0, observation) & 1 != 0 }
            return mayBeDead ? nil : Violation(.refusedLive, observation)
        case .accepted: return violation(ofAcceptance: observation, question)
        }
    }

    private func violation(ofAcceptance observation: Observation, _ question: Question) -> Violation? {
        if let dead = question.dependencies.first(where: { possible($0, observation) & ~1 == 0 }) {
            return Violation(.acceptedDead, observation, thing: dead)
        }
        guard observation.isRight else { return Violation(.wrongContents, observation) }
        for (place, thing) in question.shown.enumerated() {
            let marks = ThingHistory.Values(truncatingIfNeeded: observation.marks >> UInt32(8 * place))
            // A dead value shows nothing.
            if possible(thing, observation) & marks & ~1 == 0 { return Violation(.showedOld, observation, thing: thing) }
        }
        return nil
    }

    private func possible(_ thing: Int, _ observation: Observation) -> ThingHistory.Values {
        things[thing].possible(from: observation.sent, to: observation.received)
    }

    private func isExcused(_ observation: Observation) -> Bool {
        excuses.contains { $0.from <= observation.received && observation.sent <= $0.to }
    }
}
