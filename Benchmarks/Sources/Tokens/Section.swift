import Foundation

/// A table of the report with what is to be known about it, and its plots.
struct Section {
    let title: String
    let note: String
    private(set) var rows: [String] = []
    /// By the name of the file.
    private(set) var plots: [(file: String, title: String, svg: String)] = []

    init(_ title: String, note: String) {
        self.title = title
        self.note = note
    }

    mutating func add(_ what: String, _ figure: String, aim: String = "") { rows.append("| \(what) | \(figure) | \(aim) |") }

    /// The ratio of two rates or two times, and what they are.
    mutating func ratio(_ what: String, _ one: Double, of other: Double, digits: Int = 2, unit: String = "/s", aim: String) {
        let text = String(format: "**%.\(digits)f** (\(Self.figure(one))\(unit) of \(Self.figure(other))\(unit))", one / other)
        add(what, text, aim: aim)
    }

    mutating func plot(_ file: String, _ title: String, _ svg: String) { plots.append((file, title, svg)) }

    var text: String {
        let table = (["| what | figure | aim |", "|---|---|---|"] + rows).joined(separator: "\n")
        let pictures = plots.map { "\n![\($0.title)](\($0.file).svg)\n" }.joined()
        return "### \(title)\n\n\(note)\n\n\(table)\n\(pictures)"
    }

    /// Three digits, or all before the point.
    static func figure(_ value: Double) -> String {
        value >= 100 ? String(format: "%.0f", value) : value >= 10 ? String(format: "%.1f", value) : String(format: "%.2f", value)
    }
}
