/// How a set of lanes works.
package struct LaneSettings: Sendable {
    /// Connections, opened when first needed.
    package var lanes: Int
    /// What a job changes is committed: the outcome of a lost connection is unknown, and nothing is run again then.
    package var writes: Bool
    /// Jobs that share one stretch, and so one commit.
    package var batchLimit: Int
    /// Jobs that wait; one more is refused. A single group fills three quarters of it.
    package var queueLimit: Int
    /// How long a job waits for a lane.
    package var acquireTimeout: Duration
    /// How long an answer may take before the connection is given up.
    package var answerTimeout: Duration
    /// The server's limits on each statement and each wait for a lock. `nil`: none, which saves a statement.
    package var limits: Limits?

    package struct Limits: Sendable {
        package let statement: Duration
        package let lock: Duration

        package init(statement: Duration, lock: Duration) {
            self.statement = statement
            self.lock = lock
        }
    }

    package init(
        lanes: Int, writes: Bool, batchLimit: Int = 64, queueLimit: Int = 1024, acquireTimeout: Duration = .seconds(3),
        answerTimeout: Duration = .seconds(5), limits: Limits? = nil
    ) {
        self.lanes = lanes
        self.writes = writes
        self.batchLimit = batchLimit
        self.queueLimit = queueLimit
        self.acquireTimeout = acquireTimeout
        self.answerTimeout = answerTimeout
        self.limits = limits
    }
}
