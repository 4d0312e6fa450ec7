import Foundation

/// How many files, sockets among them, this process may have open.
enum OpenFiles {
    /// Raises the limit in force to the highest this process may have: what is usual, 1,024, is less than a server with many webhooks needs.
    /// Returns the limit in force afterwards.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
