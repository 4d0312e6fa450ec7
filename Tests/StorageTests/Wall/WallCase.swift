@testable import Storage

/// One store method and how far it may reach.
struct WallCase: Sendable {
    enum Reach: Sendable {
        /// Reads, changes or names rows of one tenant.
        case row
        /// Makes a row that names no other row than its tenant.
        case root
        /// Reads a registry table, which is open to the server before a tenant is known.
        case registryRead
        /// Writes a registry table, which only its own tenant may.
        case registryWrite
        /// Reaches nobody's data.
        case nobodys
    }

    let method: String
    let reach: Reach
    /// Returns how much was found.
    let run: @Sendable (Stores, Sample) throws -> Int

    init(_ method: String, _ reach: Reach = .row, _ run: @escaping @Sendable (Stores, Sample) throws -> Int) {
        self.method = method
        self.reach = reach
        self.run = run
    }
}

extension Optional {
    var count: Int { self == nil ? 0 : 1 }
}

extension Bool {
    var count: Int { self ? 1 : 0 }
}
