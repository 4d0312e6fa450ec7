/// What the answer to one kind of request depends on.
package struct Question: Sendable {
    package let name: String
    /// Each must be live for the answer to be yes. Indices of things.
    package let dependencies: [Int]
    /// The things whose value shows in the answer, at most four.
    package let shown: [Int]

    package init(name: String, dependencies: [Int], shown: [Int] = []) {
        self.name = name
        self.dependencies = dependencies
        self.shown = shown
    }
}
