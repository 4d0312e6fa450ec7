import Foundation

/// Seconds of processor time, from /proc.
enum ProcessorTime {
    static func of(_ process: Int32) -> Double { fields(process).map { ticks($0, 11...12) } ?? 0 }

    /// Of a postmaster and all its backends, those that ended among them.
    static func ofCluster(_ postmaster: Int32) -> Double {
        let children = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let living = children.compactMap(fields).filter { $0[1] == "\(postmaster)" }.reduce(0.0) { $0 + ticks($1, 11...12) }
        return living + (fields(postmaster).map { ticks($0, 11...14) } ?? 0)
    }

    /// Of what this process started and saw end.
    static var ofEnded: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// What follows the name in /proc/PID/stat: the state, the parent, and so on.
    private static func fields(_ process: Int32) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 14 ? fields : nil
    }

    private static func ticks(_ fields: [Substring], _ range: ClosedRange<Int>) -> Double {
        Double(fields[range].reduce(0) { $0 + (Int($1) ?? 0) }) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
