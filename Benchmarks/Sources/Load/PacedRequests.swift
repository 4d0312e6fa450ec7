import Foundation
import NIOCore

/// Any of a file's requests, ready to be sent.
final class PacedRequests: Sendable {
    private let parts: [(before: [UInt8], after: [UInt8])]
    private let records: [UInt8]
    private let width: Int

    init(templates: String, records: String) throws {
        parts = try String(contentsOfFile: templates, encoding: .utf8).split(separator: "\0").map { template in
            guard let place = template.range(of: RequestTemplate.record) else { throw BenchError("\(templates) has no place for records") }
            return (Array(template[..<place.lowerBound].utf8), Array(template[place.upperBound...].utf8))
        }
        self.records = Array(try Data(contentsOf: URL(fileURLWithPath: records)))
        guard let end = self.records.firstIndex(of: 0x0A), end > 4 else { throw BenchError("\(records) has no records") }
        width = end + 1
    }

    func random(into buffer: inout ByteBuffer) {
        let place = Int.random(in: 0..<records.count / width) * width
        let tenant = records[place..<place + 4].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        buffer.writeBytes(parts[tenant].before)
        buffer.writeBytes(records[place + 4..<place + width - 1])
        buffer.writeBytes(parts[tenant].after)
    }
}
