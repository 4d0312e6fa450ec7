import CLibPQ
import Logging

/// Where a connection's notices go: SQLSTATE to the log, since the text may hold values. Confined to the connection's queue.
final class NoticeLog {
    private let logger: Logger
    private(set) var states: Set<SQLState> = []

    init(logger: Logger) {
        self.logger = logger
    }

    func clear() { states = [] }

    /// Must not outlive the connection: libpq keeps a plain pointer to this object.
    func attach(to handle: OpaquePointer) {
        PQsetNoticeReceiver(
            handle,
            { context, notice in
                guard let context, let notice, let state = PQresultErrorField(notice, Int32(UInt8(ascii: "C"))) else { return }
                Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().record(SQLState(rawValue: String(cString: state)))
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private func record(_ state: SQLState) {
        states.insert(state)
        logger.debug("postgres notice", metadata: ["postgres.sqlstate": "\(state)"])
    }
}
