/// One validation, as its client saw it.
package struct Observation: Sendable {
    package enum Outcome: UInt8, Sendable {
        case accepted
        case refused
        /// 503, or no answer in time.
        case unavailable
        /// An answer that means nothing, as a 500.
        case fault
    }

    package let question: Int32
    package let outcome: Outcome
    /// Of an acceptance: whether it named whom and what the token is for.
    package let isRight: Bool
    package let server: UInt8
    package let sent: UInt64
    package let received: UInt64
    /// Of an acceptance, eight bits for each thing that shows: the values it is in accord with.
    package let marks: UInt32

    package init(
        question: Int32, outcome: Outcome, isRight: Bool = true, server: UInt8 = 0, sent: UInt64, received: UInt64, marks: UInt32 = 0
    ) {
        self.question = question
        self.outcome = outcome
        self.isRight = isRight
        self.server = server
        self.sent = sent
        self.received = received
        self.marks = marks
    }
}
