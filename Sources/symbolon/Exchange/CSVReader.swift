/// Reads CSV as PostgreSQL's COPY writes it (RFC 4180): an unquoted empty field is NULL, a quoted one may hold line breaks. Takes bytes as
/// they come, so that a file of any length needs no more room than a row.
struct CSVReader {
    private(set) var line = 1
    private var field: [UInt8] = []
    private var row: [String?] = []
    private var isInQuotes = false
    private var wasQuoted = false
    /// A quote within quotes: the end of them, or half of a quote.
    private var sawQuote = false
    private var rowLine = 1

    /// A row with the line it begins at, each time one is complete. Throws for what is no CSV.
    mutating func take(_ byte: UInt8) throws(CSVProblem) -> (line: Int, fields: [String?])? {
        if isInQuotes, !sawQuote {
            if byte == UInt8(ascii: "\"") { sawQuote = true } else { append(byte) }
            return nil
        }
        if sawQuote {
            sawQuote = false
            if byte == UInt8(ascii: "\"") {
                append(byte)
                return nil
            }
            isInQuotes = false
        }
        switch byte {
        case UInt8(ascii: "\""):
            guard field.isEmpty, !wasQuoted else { throw CSVProblem(line: line, message: "a quote stands in the middle of a field") }
            (isInQuotes, wasQuoted) = (true, true)
        case UInt8(ascii: ","): try endField()
        case UInt8(ascii: "\r"): break
        case UInt8(ascii: "\n"): return try endRow()
        default:
            guard !wasQuoted else { throw CSVProblem(line: line, message: "something stands behind a quoted field") }
            append(byte)
        }
        return nil
    }

    /// The last row, if no line break ended it.
    mutating func finish() throws(CSVProblem) -> (line: Int, fields: [String?])? {
        guard !isInQuotes || sawQuote else { throw CSVProblem(line: rowLine, message: "a quote is never closed") }
        guard !row.isEmpty || !field.isEmpty || wasQuoted else { return nil }
        return try endRow()
    }

    private mutating func append(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") { line += 1 }
        field.append(byte)
    }

    private mutating func endField() throws(CSVProblem) {
        guard let text = String(validating: field, as: UTF8.self) else { throw CSVProblem(line: line, message: "it is not UTF-8") }
        row.append(text.isEmpty && !wasQuoted ? nil : text)
        field.removeAll(keepingCapacity: true)
        wasQuoted = false
    }

    private mutating func endRow() throws(CSVProblem) -> (line: Int, fields: [String?])? {
        let begin = rowLine
        let isBlank = row.isEmpty && field.isEmpty && !wasQuoted
        try endField()
        let fields = row
        row = []
        line += 1
        rowLine = line
        return isBlank ? nil : (begin, fields)
    }
}

struct CSVProblem: Error, CustomStringConvertible {
    let line: Int
    let message: String

    var description: String { "line \(line): \(message)" }
}
