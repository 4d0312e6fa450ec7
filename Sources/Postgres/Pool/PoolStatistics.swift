/// The pool at one moment, and since it was made.
package struct PoolStatistics: Sendable, Equatable {
    /// Connections held or being made.
    package let open: Int
    package let idle: Int
    /// Callers waiting for a connection.
    package let waiting: Int
    package let openedTotal: Int
    package let failedTotal: Int
}
