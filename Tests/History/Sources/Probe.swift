import HistoryCheck

/// A request that asks about one token, ready to be sent, and how its answer is read.
struct Probe: Sendable {
    /// A text in an acceptance that shows one value of a thing.
    struct Mark: Sendable {
        let value: UInt8
        var anyOf: [[UInt8]] = []
        var noneOf: [[UInt8]] = []

        func isIn(_ body: [UInt8]) -> Bool {
            (anyOf.isEmpty || anyOf.contains { body.contains($0) }) && !noneOf.contains { body.contains($0) }
        }
    }

    let question: Question
    let request: [UInt8]
    /// Where its `X-Forwarded-For` has the six digits that differ each time: the limit on failed clients is by address.
    let address: [Int]
    let isIntrospection: Bool
    /// What every acceptance holds.
    let required: [[UInt8]]
    /// For each thing that shows.
    let marks: [[Mark]]

    private static let active = Array("\"active\":true".utf8)
    private static let inactive = Array("\"active\":false".utf8)

    func read(_ answer: HTTPConnection.Answer?) -> (Observation.Outcome, isRight: Bool, marks: UInt32) {
        guard let answer else { return (.unavailable, true, 0) }
        switch answer.status {
        case 200 where isIntrospection && answer.body.contains(Self.inactive): return (.refused, true, 0)
        case 200 where !isIntrospection || answer.body.contains(Self.active):
            let isRight = required.allSatisfy { answer.body.contains($0) }
            var found: UInt32 = 0
            for (place, marks) in marks.enumerated() {
                for mark in marks where mark.isIn(answer.body) { found |= 1 << UInt32(8 * place + Int(mark.value)) }
            }
            return (.accepted, isRight, found)
        case 400, 401, 403, 404: return (.refused, true, 0)
        case 429, 503: return (.unavailable, true, 0)
        default: return (.fault, true, 0)
        }
    }
}
