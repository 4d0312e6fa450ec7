/// Code that stands nowhere in `Sources/`: hidden clocks, unchecked randomness and ways to end the process.
enum ForbiddenCode {
    static func findings(in code: String) -> [String] {
        var findings: [String] = []
        if code.contains(/\bDate\(\s*\)/.wordBoundaryKind(.simple)) { findings.append("Date()") }
        if code.contains(/\.now\b/.wordBoundaryKind(.simple)) { findings.append(".now") }
        if code.contains(/\btimeIntervalSinceNow\b|\bgettimeofday\b|\bclock_gettime\b|\btime\(nil\)/.wordBoundaryKind(.simple)) {
            findings.append("system time")
        }
        if code.contains(
            /\.random\b|\brandomElement\b|\bshuffled?\b|\bSystemRandomNumberGenerator\b|\barc4random|\bUUID\(\s*\)/.wordBoundaryKind(
                .simple))
        {
            findings.append("randomness")
        }
        if code.contains(/\btry!/.wordBoundaryKind(.simple)) { findings.append("try!") }
        if code.contains(/\bas!/.wordBoundaryKind(.simple)) { findings.append("as!") }
        // A member or a parameter may be called a precondition (RFC 9110 §13): the function is called by its bare name.
        let ends = /\bfatalError\b|\bpreconditionFailure\b|(^|[^.A-Za-z0-9_])precondition\(|\bassert(ionFailure)?\(|\babort\(/
        if code.contains(ends.wordBoundaryKind(.simple).anchorsMatchLineEndings()) {
            findings.append("an end of the process")
        }
        if code.contains(/\bunsafeBitCast\b|\bunsafelyUnwrapped\b/.wordBoundaryKind(.simple)) { findings.append("unsafe") }
        // After a name, a call or a subscript; `!=` and `! =` aside.
        if code.contains(/[\p{L}0-9_)\]"'`?]!(?!=)/.wordBoundaryKind(.simple)) { findings.append("force unwrap") }
        return findings
    }

    /// The files that hold one of these, and why nothing that is stored or secret comes of it.
    static let exceptions: [String: (finding: String, reason: String)] = [
        "Broker/Services/Janitor.swift": (".now", "how long a visit took, and when the next is due, in memory only"),
        "Broker/Services/LogoFetcher.swift": (".now", "when a logo was last tried"),
        "Broker/Webhooks/DeliveryLanes.swift": (".now", "how long an endpoint has been served, in memory only"),
        "Broker/Webhooks/DeliveryRecorder.swift": (".now", "how long to try to write"),
        "Broker/Webhooks/DeliveryRun.swift": (".now", "how long ago the database told the time"),
        "Broker/Webhooks/WebhookSender.swift": (".now", "how long an attempt took, and how long ago the database told the time"),
        "Broker/FailureLimiter.swift": (".now", "how many places came back since, in memory only"),
        "Broker/RequestLimiter.swift": (".now", "how many requests came back since, in memory only"),
        "BrokerHTTP/Direct/HTTPDate.swift": ("system time", "the Date of an answer (RFC 9110 §6.6.1)"),
        "BrokerHTTP/Limits/ConnectionGuard.swift": (".now", "how long a client takes, in memory only"),
        "Postgres/Jitter.swift": ("randomness", "connections are not to be replaced all at once"),
        "Postgres/MonotonicTime.swift": ("system time", "the deadlines of a wait on a socket"),
        "Storage/Barrier/TokenFills.swift": (".now", "how long somebody has waited, in memory only"),
        "Storage/Issuing/IssueLines.swift": (".now", "how long a job has waited, in memory only"),
        "symbolon/Commands/ServeCommand.swift": (".now", "how long to wait for the database at start"),
        "symbolon/Output/Progress.swift": (".now", "how long the work has taken"),
    ]
}
