import Testing

@Suite("rules every source file keeps")
struct SourceRuleTests {
    /// Waiting is measured by a monotonic clock; nothing that is stored is decided by it.
    private static let mayWait = [
        "Sources/Broker/Services/", "Sources/Broker/SignInLimiter.swift", "Sources/Postgres/", "Sources/symbolon/",
    ]

    private static func everySource() throws -> [(path: String, text: String)] {
        try Repository.modules().flatMap { try Repository.sources("Sources/\($0)") }
    }

    @Test("nothing traps")
    func traps() throws {
        for (path, text) in try Self.everySource() {
            let code = text.code
            for pattern in [
                #"\btry!"#, #"\bas!"#, #"\b(fatalError|precondition|preconditionFailure|assertionFailure)\("#, #"[\w)\]]![\s.),]"#,
            ] {
                let match = try Regex(pattern).firstMatch(in: code).map { String(code[$0.range]) }
                #expect(match == nil, "\(path)")
            }
        }
    }

    @Test("the time of day and randomness come from where they belong")
    func clockAndRandomness() throws {
        for (path, text) in try Self.everySource() {
            let code = text.code
            #expect(!code.contains("Date()") && !code.contains("Date.now"), "\(path) reads the machine's clock")
            #expect(
                code.firstMatch(of: /\.random\(|SystemRandomNumberGenerator|UUID\(\)/) == nil || path.contains("Postgres/Jitter"), "\(path)"
            )
            if code.contains("Clock.now") || code.contains("ContinuousClock()") {
                #expect(Self.mayWait.contains { path.hasPrefix($0) }, "\(path) measures time")
            }
        }
    }

    @Test(
        "the engine knows no vendor's name",
        arguments: ["Sources/OAuth", "Sources/Model", "Sources/Storage", "Sources/Broker", "Sources/BrokerHTTP"])
    func vendors(in folder: String) throws {
        for (path, text) in try Repository.sources(folder) {
            for vendor in ["xref", "xoxoday", "xurrent", "4me", "xeno"] {
                #expect(!text.lowercased().contains(vendor), "\(path) names \(vendor)")
            }
        }
    }

    @Test("SQL stands in Storage alone")
    func sql() throws {
        for module in ["OAuth", "Model", "Dialects", "Broker", "BrokerHTTP", "symbolon"] {
            for (path, text) in try Repository.sources("Sources/\(module)") {
                let statement = try Regex(#""\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) "#)
                #expect(try statement.firstMatch(in: text) == nil, "\(path)")
            }
        }
    }

    @Test("no file is about more than one screenful or two")
    func length() throws {
        for (path, text) in try Self.everySource() {
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 300, "\(path)")
        }
    }
}
