/// The ways in which somebody may type statements by hand.
enum HandTyped: CaseIterable {
    case atOnce
    /// The commit comes a while after what it commits.
    case hesitating
    /// Done, taken back to a savepoint, and done.
    case withSavepoint
    /// Done and taken back altogether, then done.
    case afterRollback
    /// As a superuser may who wants no triggers.
    case asReplica
    /// As the server's own login, behind the wall of the tenant.
    case asServer
    /// As after a restore: the number of its commit was another's before.
    case afterRewind
    /// Followed at once by a change whose commit takes the first one's line out of the log.
    case withGap

    static func any(hasRevisions: Bool) -> HandTyped {
        let usual = allCases.filter { hasRevisions || ($0 != .afterRewind && $0 != .withGap) }
        return usual.randomElement() ?? .atOnce
    }

    /// `began`: the moment from which on it may be seen.
    func type(_ statements: [String], tenant: String?, on console: SQLConsole, began: inout UInt64) throws {
        let text = statements.joined(separator: "; ")
        switch self {
        case .asServer where tenant != nil:
            try finish(
                "BEGIN; SET LOCAL ROLE symbolon_app; SELECT set_config('app.tenant', '\(tenant ?? "")', true); \(text)", console, &began)
        case .afterRewind where tenant != nil:
            let revision = "registry.tenant_revision"
            let place = "tenant_id = '\(tenant ?? "")'"
            try finish(
                """
                BEGIN; \(text); DELETE FROM \(revision)_log WHERE \(place) AND number = (SELECT number FROM \(revision) WHERE \(place));
                UPDATE \(revision) SET number = number - 1 WHERE \(place)
                """, console, &began)
        case .withGap where tenant != nil:
            let revision = "registry.tenant_revision"
            let place = "tenant_id = '\(tenant ?? "")'"
            began = MonotonicClock.now
            try console.run("BEGIN; \(text); COMMIT")
            // That is done, whatever becomes of the rest.
            do {
                try console.run(
                    """
                    BEGIN; UPDATE account SET name = CASE name WHEN 'A' THEN 'B' ELSE 'A' END WHERE \(place);
                    DELETE FROM \(revision)_log WHERE \(place) AND number = (SELECT number FROM \(revision) WHERE \(place)); COMMIT
                    """)
            } catch { console.close() }
        case .atOnce, .asServer, .afterRewind, .withGap:
            began = MonotonicClock.now
            try console.run(text)
        case .hesitating: try finish("BEGIN; \(text)", console, &began)
        case .withSavepoint:
            try finish("BEGIN; SAVEPOINT before; \(text); ROLLBACK TO SAVEPOINT before; \(text)", console, &began)
        case .afterRollback:
            try console.run("BEGIN; \(text)")
            MonotonicClock.sleep(milliseconds: .random(in: 0..<60))
            try console.run("ROLLBACK")
            MonotonicClock.sleep(milliseconds: .random(in: 0..<20))
            began = MonotonicClock.now
            try console.run(text)
        case .asReplica:
            began = MonotonicClock.now
            try console.run("BEGIN; SET LOCAL session_replication_role = replica; \(text); COMMIT")
        }
    }

    private func finish(_ text: String, _ console: SQLConsole, _ began: inout UInt64) throws {
        try console.run(text)
        MonotonicClock.sleep(milliseconds: .random(in: 0..<120))
        began = MonotonicClock.now
        try console.run("COMMIT")
    }
}
