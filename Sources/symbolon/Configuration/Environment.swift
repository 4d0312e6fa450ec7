import Configuration
import Foundation

/// The environment, in which every name may also be given as `NAME_FILE`, the path of a file that holds the value.
struct Environment: Sendable {
    private let reader: ConfigReader

    init() { reader = ConfigReader(provider: EnvironmentVariablesProvider()) }

    init(_ variables: [String: String]) {
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
    }

    /// The value, without the line break a file may end with; empty counts as absent. Throws where a file is named that says nothing.
    func value(_ name: String) throws(SettingsProblem) -> String? {
        if let value = variable(name) { return value }
        guard let path = variable(name + "_FILE") else { return nil }
        let value = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .newlines) ?? ""
        guard !value.isEmpty else {
            throw SettingsProblem("\(name)_FILE", "names \(path), which cannot be read or is empty", mend: "put the value into that file")
        }
        return value
    }

    func required(_ name: String, like example: String) throws(SettingsProblem) -> String {
        if let value = try value(name) { return value }
        throw SettingsProblem(name, "is not set", mend: "set it to something like \(example)")
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(SettingsProblem) -> Int? {
        guard let text = try value(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw SettingsProblem(name, "is not a number from \(range.lowerBound) to \(range.upperBound)", mend: "mend or remove it")
        }
        return value
    }

    func flag(_ name: String) throws(SettingsProblem) -> Bool? {
        switch try value(name) {
        case nil: return nil
        case "on", "true", "1": return true
        case "off", "false", "0": return false
        default: throw SettingsProblem(name, "is neither on nor off", mend: "set it to on or off")
        }
    }

    private func variable(_ name: String) -> String? {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        guard let value = reader.string(forKey: key, isSecret: true), !value.isEmpty else { return nil }
        return value
    }
}
