import HistoryCheck
import Testing

@Suite("the judge of histories")
struct JudgeTests {
    private static let question = Question(name: "q", dependencies: [0, 1], shown: [1])

    /// Thing 0 dies (10 to 20) and wakes (30 to 40); thing 1 shows 1, and 2 from (50 to 60) on.
    private func judge(excuses: [Judge.Excuse] = []) -> Judge {
        var first = ThingHistory()
        first.append(.init(began: 10, acknowledged: 20, value: 0))
        first.append(.init(began: 30, acknowledged: 40, value: 1))
        var second = ThingHistory()
        second.append(.init(began: 50, acknowledged: 60, value: 2))
        return Judge(things: [first, second], questions: [Self.question], excuses: excuses)
    }

    private func found(_ outcome: Observation.Outcome, _ sent: UInt64, _ received: UInt64, marks: UInt32 = 0b10, isRight: Bool = true)
        -> Violation.Kind?
    {
        judge().violation(
            of: Observation(question: 0, outcome: outcome, isRight: isRight, sent: sent, received: received, marks: marks))?.kind
    }

    @Test("an acceptance that began after an acknowledged revocation is found", arguments: [(21, 29), (21, 21), (29, 29)])
    func acceptedDead(sent: UInt64, received: UInt64) {
        #expect(found(.accepted, sent, received) == .acceptedDead)
    }

    @Test(
        "while a change is under way either answer is right",
        arguments: [(1, 10), (15, 15), (5, 25), (20, 25), (25, 30), (35, 36), (40, 45)])
    func either(sent: UInt64, received: UInt64) {
        #expect(found(.accepted, sent, received) == nil)
        #expect(found(.refused, sent, received) == nil)
    }

    @Test("a refusal of what was live all the while is found", arguments: [(1, 9), (41, 45), (70, 80)])
    func refusedLive(sent: UInt64, received: UInt64) {
        #expect(found(.refused, sent, received) == .refusedLive)
    }

    @Test("a value that was no longer so, or not yet, is found")
    func showedOld() {
        #expect(found(.accepted, 61, 62, marks: 0b10) == .showedOld)
        #expect(found(.accepted, 45, 49, marks: 0b100) == .showedOld)
        #expect(found(.accepted, 61, 62, marks: 0b100) == nil)
        #expect(found(.accepted, 55, 56, marks: 0b10) == nil)
        #expect(found(.accepted, 55, 56, marks: 0b100) == nil)
        #expect(found(.accepted, 61, 62, marks: 0b1000) == .showedOld)
    }

    @Test("an answer about somebody else is found")
    func wrongContents() {
        #expect(found(.accepted, 1, 2, isRight: false) == .wrongContents)
    }

    @Test("an answer that means nothing is found")
    func fault() {
        #expect(found(.fault, 1, 2) == .fault)
    }

    @Test("being unavailable is a fault but where something was the matter")
    func unavailable() {
        let excused = judge(excuses: [(from: 100, to: 200)])
        func kind(_ sent: UInt64, _ received: UInt64) -> Violation.Kind? {
            excused.violation(of: Observation(question: 0, outcome: .unavailable, sent: sent, received: received))?.kind
        }
        #expect(kind(90, 110) == nil)
        #expect(kind(150, 160) == nil)
        #expect(kind(190, 300) == nil)
        #expect(kind(90, 99) == .unavailable)
        #expect(kind(201, 210) == .unavailable)
    }

    @Test("what nobody learned the end of may be either for good")
    func unknown() {
        var thing = ThingHistory()
        thing.append(.init(began: 10, acknowledged: .max, value: 0))
        let judge = Judge(things: [thing], questions: [Question(name: "q", dependencies: [0])])
        for outcome in [Observation.Outcome.accepted, .refused] {
            #expect(judge.violation(of: Observation(question: 0, outcome: outcome, sent: 1_000, received: 1_001)) == nil)
        }
        #expect(judge.violation(of: Observation(question: 0, outcome: .refused, sent: 1, received: 9))?.kind == .refusedLive)
    }

    @Test("each of many changes is found again")
    func many() {
        var thing = ThingHistory()
        for number in UInt64(0)..<1_000 {
            thing.append(.init(began: number * 10 + 1, acknowledged: number * 10 + 2, value: number.isMultiple(of: 2) ? 0 : 1))
        }
        for number in UInt64(0)..<1_000 {
            let expected: ThingHistory.Values = number.isMultiple(of: 2) ? 0b1 : 0b10
            #expect(thing.possible(from: number * 10 + 3, to: number * 10 + 10) == expected)
            #expect(thing.possible(from: number * 10 + 2, to: number * 10 + 11) == 0b11)
        }
    }
}
