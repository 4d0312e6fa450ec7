import ArgumentParser
import Foundation

/// Tables for people, `--json` for scripts.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON.") var isJSON = false

    /// One thing: its fields, in the order they are to be read.
    func show(_ fields: [Field]) {
        if isJSON { return printJSON(JSONRecord(fields)) }
        let width = fields.map(\.name.count).max() ?? 0
        for field in fields { print(field.name.padding(toLength: width, withPad: " ", startingAt: 0), field.value.text, separator: "  ") }
        for case .records(let rows) in fields.map(\.value) where !rows.isEmpty {
            print("")
            list(rows, empty: "")
        }
    }

    /// Many of one kind.
    func list(_ rows: [[Field]], empty: String) {
        if isJSON { return printJSON(rows.map(JSONRecord.init)) }
        guard let first = rows.first else { return print(empty) }
        let table = [first.map { $0.name.uppercased() }] + rows.map { $0.map(\.value.text) }
        let widths = first.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        for row in table {
            let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
        }
    }

    /// A sentence for people; nothing for scripts, which read the exit code.
    func say(_ text: String) {
        if isJSON { return printJSON(JSONRecord([])) }
        print(text)
    }

    private func printJSON(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value), let text = String(validating: data, as: UTF8.self) else { return }
        print(text)
    }
}
