import Broker
import Foundation

/// A file of rows: CSV with a header, or JSON lines. Read from the beginning each time, and never held whole.
struct TableFile {
    /// What it is called in messages: the name of its option.
    let name: String
    let path: String

    /// Hands over so many rows at a time, in order. Throws `InputError` naming the line.
    func batches(of size: Int, _ body: ([ForeignRow]) async throws -> Void) async throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw InputError(name, "\(path) cannot be read") }
        defer { try? file.close() }
        var rows: [ForeignRow] = []
        var parser = RowParser(name: name)
        while let chunk = try file.read(upToCount: 1 << 16), !chunk.isEmpty {
            for byte in chunk {
                guard let row = try parser.take(byte) else { continue }
                rows.append(row)
                guard rows.count == size else { continue }
                try await body(rows)
                rows.removeAll(keepingCapacity: true)
            }
        }
        if let row = try parser.finish() { rows.append(row) }
        if !rows.isEmpty { try await body(rows) }
    }

    /// All of them, for what is short.
    func rows() async throws -> [ForeignRow] {
        var all: [ForeignRow] = []
        try await batches(of: 1000) { all += $0 }
        return all
    }
}

/// Bytes to rows, whichever form they are in: JSON lines begin with a brace.
private struct RowParser {
    let name: String
    private var form: Form?
    private var csv = CSVReader()
    private var header: [String] = []
    private var text: [UInt8] = []
    private var line = 1

    private enum Form { case csv, json }

    init(name: String) { self.name = name }

    mutating func take(_ byte: UInt8) throws -> ForeignRow? {
        // A byte order mark.
        if form == nil, [0xEF, 0xBB, 0xBF].contains(byte) { return nil }
        let form = form ?? (byte == UInt8(ascii: "{") ? .json : .csv)
        self.form = form
        switch form {
        case .csv: return try row(try checked { () throws(CSVProblem) in try csv.take(byte) })
        case .json:
            guard byte == UInt8(ascii: "\n") else {
                text.append(byte)
                return nil
            }
            return try json()
        }
    }

    mutating func finish() throws -> ForeignRow? {
        switch form {
        case nil: nil
        case .csv: try row(try checked { () throws(CSVProblem) in try csv.finish() })
        case .json: try json()
        }
    }

    private func checked<Value>(_ body: () throws(CSVProblem) -> Value) throws(InputError) -> Value {
        do throws(CSVProblem) { return try body() } catch { throw InputError(name, error.description) }
    }

    private mutating func row(_ found: (line: Int, fields: [String?])?) throws(InputError) -> ForeignRow? {
        guard let (line, fields) = found else { return nil }
        guard !header.isEmpty else {
            header = fields.map { $0 ?? "" }
            guard Set(header).count == header.count else { throw InputError(name, "two columns of the header have one name") }
            return nil
        }
        guard fields.count == header.count else {
            throw InputError("\(name) line \(line)", "has \(fields.count) fields, and the header \(header.count)")
        }
        return ForeignRow(place: "\(name) line \(line)", values: Dictionary(uniqueKeysWithValues: zip(header, fields)))
    }

    private mutating func json() throws(InputError) -> ForeignRow? {
        defer {
            text.removeAll(keepingCapacity: true)
            line += 1
        }
        guard text.contains(where: { $0 > 0x20 }) else { return nil }
        guard let object = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any] else {
            throw InputError("\(name) line \(line)", "is no JSON object")
        }
        return ForeignRow(place: "\(name) line \(line)", values: object.mapValues(Self.text))
    }

    private static func text(_ value: Any) -> String? {
        switch value {
        case is NSNull: nil
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }
}
