import Foundation

/// What wrk's script and the paced client make requests of: whole requests, one a tenant, and records that go into them.
struct RequestFiles: Sendable {
    let templates: String
    let records: RecordFile

    /// Writes the templates beside the records.
    init(_ name: String, templates: [RequestTemplate], records: RecordFile, in folder: String) throws {
        self.templates = "\(folder)/\(name).templates"
        self.records = records
        try templates.map { $0.text(width: records.width) }.joined(separator: "\0")
            .write(toFile: self.templates, atomically: true, encoding: .utf8)
    }
}
