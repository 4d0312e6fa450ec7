import Foundation

/// Records of one width, a line each: four digits that say whose it is, then the text that goes into that tenant's request.
struct RecordFile: Sendable {
    let path: String
    /// Of the text.
    let width: Int
    let count: Int

    /// The record with that number.
    func text(_ number: Int) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(number * (width + 5) + 4))
        return String(decoding: try file.read(upToCount: width) ?? Data(), as: UTF8.self)
    }

    static func write(_ records: [(tenant: Int, text: String)], to path: String) throws -> RecordFile {
        guard let width = records.first?.text.utf8.count, records.allSatisfy({ $0.text.utf8.count == width }) else {
            throw BenchError("the records of \(path) are not of one width")
        }
        var bytes = Data(capacity: records.count * (width + 5))
        for record in records {
            bytes.append(contentsOf: digits(record.tenant))
            bytes.append(contentsOf: record.text.utf8)
            bytes.append(0x0A)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        return RecordFile(path: path, width: width, count: records.count)
    }

    private static func digits(_ tenant: Int) -> [UInt8] {
        [1000, 100, 10, 1].map { UInt8(0x30 + tenant / $0 % 10) }
    }
}
