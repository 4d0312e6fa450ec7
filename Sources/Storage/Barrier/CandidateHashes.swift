package import Model

/// The hashes a token may be found by: the first nearly always; the others are worked out when it is not.
package struct CandidateHashes: Sendable {
    package let first: TokenHash
    private let others: @Sendable () throws -> [TokenHash]

    /// `all`: the first among them, in the order in which they are tried.
    package init(first: TokenHash, all: @escaping @Sendable () throws -> [TokenHash]) {
        self.first = first
        others = all
    }

    package func all() throws -> [TokenHash] { try others() }
}
