/// Every method of every store. A method that is not here fails the suite.
enum WallTable {
    static let all = [
        registry,
        people,
        platforms,
        consent,
        tokens,
        records,
        imports,
        webhooks,
        management,
        audit,
        explanations,
        holdings,
        sweeps,
    ].flatMap { $0 }
}
