import Foundation

/// One row of another server's table, by the names of its columns.
package struct ForeignRow: Sendable {
    /// As people find it: "access-tokens line 12".
    package let place: String
    private let values: [String: String?]

    /// A value of `nil` is a NULL.
    package init(place: String, values: [String: String?]) {
        self.place = place
        self.values = values
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// `nil` for a NULL, an empty text and a column that is not there.
    func text(_ name: String) -> String? {
        guard let value = values[name] ?? nil, !value.isEmpty else { return nil }
        return value
    }

    func required(_ name: String) throws(InputError) -> String {
        guard let text = text(name) else {
            throw error(name, has(name) ? "is empty" : "is missing: take the columns the documentation names")
        }
        return text
    }

    /// A column that may be empty, but must be there.
    func column(_ name: String) throws(InputError) -> String? {
        guard has(name) else { throw error(name, "is missing: take the columns the documentation names") }
        return text(name)
    }

    func moment(_ name: String) throws(InputError) -> Date? {
        guard let text = text(name) else { return nil }
        guard let date = ForeignTime.date(text) else { throw error(name, "is no time") }
        return date
    }

    func flag(_ name: String) throws(InputError) -> Bool? {
        switch text(name)?.lowercased() {
        case nil: return nil
        case "t", "true", "1": return true
        case "f", "false", "0": return false
        default: throw error(name, "is neither true nor false")
        }
    }

    /// Texts of white space between them.
    func words(_ name: String) -> [String] { (text(name) ?? "").split(whereSeparator: \.isWhitespace).map(String.init) }

    func error(_ name: String, _ message: String) -> InputError { InputError("\(place): \(name)", message) }
}
