/// A caller in line for a connection.
struct Waiter: Sendable {
    /// Called once: with a connection, on its queue, or with the reason there is none, anywhere.
    typealias Job = @Sendable (Result<Connection, any Error>) -> Void

    /// What a cancelled task names its place by.
    final class Ticket: Sendable {}

    let ticket: Ticket
    let deadline: MonotonicTime
    let job: Job
}
