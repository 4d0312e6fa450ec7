/// One thing that was looked at.
struct Check {
    let name: String
    let isGood: Bool
    /// What is wrong and how to mend it, or what is worth knowing.
    let finding: String?

    static func good(_ name: String, note: String? = nil) -> Check { Check(name: name, isGood: true, finding: note) }
    static func wrong(_ name: String, _ finding: String) -> Check { Check(name: name, isGood: false, finding: finding) }

    /// Good unless the body throws.
    init(_ name: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            self = .good(name)
        } catch {
            self = .wrong(name, Failure.text(error))
        }
    }

    private init(name: String, isGood: Bool, finding: String?) {
        self.name = name
        self.isGood = isGood
        self.finding = finding
    }
}
