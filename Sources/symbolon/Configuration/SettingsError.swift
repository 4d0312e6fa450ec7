/// One thing that is wrong with the configuration, and how to mend it. Never holds a value, which may be a secret.
struct SettingsProblem: Error, Sendable, CustomStringConvertible {
    let name: String
    let problem: String
    let mend: String

    init(_ name: String, _ problem: String, mend: String) {
        self.name = name
        self.problem = problem
        self.mend = mend
    }

    var description: String { "\(name) \(problem): \(mend)" }
}

/// Everything that is wrong with the configuration.
struct SettingsError: Error, Sendable, CustomStringConvertible {
    let problems: [SettingsProblem]

    init(_ problems: [SettingsProblem]) { self.problems = problems }

    var description: String { problems.map(\.description).joined(separator: "\n") }
}
