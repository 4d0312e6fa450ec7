import Foundation

/// A primary and its synchronous standby, and how the one takes the other's place.
struct Clusters: Sendable {
    enum Fence: String, CaseIterable, Sendable {
        /// Every process of the old primary is killed: connections end at once.
        case kill
        /// They are stopped for good: connections hang.
        case stop
    }

    let primaryData: String
    let primarySockets: String
    let standbySockets: String

    var consoleURL: String {
        "postgres://postgres@/symbolon?host=\(primarySockets),\(standbySockets)&target_session_attrs=read-write&connect_timeout=3&options=-c%20client_min_messages%3Derror"
    }

    /// The old primary never says a word again before the standby learns that it is the primary.
    func failOver(_ fence: Fence) throws {
        let signal = fence == .kill ? SIGKILL : SIGSTOP
        // Those that are made while others are signalled, too.
        while case let running = processes(unless: fence == .stop ? "T" : "Z"), !running.isEmpty {
            for process in running { kill(process, signal) }
            usleep(20_000)
        }
        let standby = SQLConsole(url: "postgres://postgres@/symbolon?host=\(standbySockets)")
        guard try standby.run("SELECT pg_promote(true, 60)", seconds: 70) == ["t"] else {
            throw HistoryError("the standby was not promoted")
        }
    }

    func endOldPrimary() {
        for process in processes(unless: "Z") { kill(process, SIGKILL) }
    }

    /// Those that work in the primary's folder and are not in this state.
    private func processes(unless state: Character) -> [pid_t] {
        let folder = URL(fileURLWithPath: primaryData).resolvingSymlinksInPath().path
        return ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { entry -> pid_t? in
            guard let process = pid_t(entry), (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(entry)/cwd")) == folder,
                let status = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8), status.contains("(postgres)"),
                let place = status.range(of: ") ", options: .backwards), status[place.upperBound] != state
            else { return nil }
            return process
        }
    }
}
