import Foundation

extension Process {
    /// Runs it as a shell would. The threads of a pool block signals and what they start inherits that: pgbench then waits for ever for its
    /// alarm.
    func start() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
