/// One caller's statements on their way through a lane.
struct LaneJob: Sendable {
    /// What a cancelled task names its place by.
    final class Ticket: Sendable {}

    let ticket: Ticket
    /// Behind whose wall: jobs of one group take turns with those of others. `nil`: behind nobody's.
    let group: String?
    let statements: [SQL]
    let deadline: MonotonicTime
    /// Called once, on the lane's queue or wherever the job is given up.
    let finish: @Sendable (Result<[QueryResult], PostgresError>) -> Void

    /// Before whom it goes in a batch: all of a group stand behind one naming of it.
    static func precedes(_ left: LaneJob, _ right: LaneJob) -> Bool { left.group ?? "" < right.group ?? "" }
}
