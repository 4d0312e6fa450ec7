/// An answer that no moment between question and answer allows.
package struct Violation: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case acceptedDead = "accepted though dead"
        case refusedLive = "refused though live"
        case showedOld = "showed what was no longer so"
        case wrongContents = "named somebody or something else"
        case unavailable = "unavailable with nothing the matter"
        case fault = "no answer that means anything"
    }

    package let kind: Kind
    package let observation: Observation
    /// The thing that shows it, where it is one.
    package let thing: Int?

    package init(_ kind: Kind, _ observation: Observation, thing: Int? = nil) {
        self.kind = kind
        self.observation = observation
        self.thing = thing
    }
}
