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
        let table = Table(columns: first.map(\.name), rows: rows.map { $0.map(\.value.text) })
        for line in table.lines(width: Table.terminalWidth) { print(line) }
    }

    /// A sentence for people; for scripts the same as `message`, with the values it speaks of.
    func say(_ text: String, _ fields: [Field] = []) {
        print(isJSON ? Self.json(JSONRecord([Field("message", .text(text))] + fields)) : text)
    }

    private func printJSON(_ value: some Encodable) { print(Self.json(value)) }

    static func json(_ value: some Encodable) -> String { text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]) }

    /// On one line, for a file of JSON lines.
    static func line(_ value: some Encodable) -> String { text(value, [.sortedKeys, .withoutEscapingSlashes]) }

    private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return (try? encoder.encode(value)).flatMap { String(validating: $0, as: UTF8.self) } ?? "{}"
    }
}
