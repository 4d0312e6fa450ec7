import Storage

/// Whether tokens could be served now: takes a connection from the pool that serves them and touches the write path (INTEROP row 11).
package struct CheckReadiness: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws what stands in the way.
    package func callAsFunction() async throws {
        try await engine.storage.registry { stores in try stores.tenants.checkWritable() }
    }
}
