import Broker
import Foundation
import Secrets

/// Where secrets go that are shown once: a file only its owner may read.
struct SecretsFile {
    private let file: FileHandle

    /// A file that is there is left alone. Throws `InputError`.
    init(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw InputError("secrets", "\(path): \(String(cString: strerror(errno)))") }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// As one JSON object a line, written at once, so that an interruption loses none.
    func add(clientID: String, _ members: [(name: String, secret: PlainSecret)]) throws {
        let fields = [Field("client_id", .text(clientID))] + members.map { Field($0.name, .text($0.secret.value)) }
        try file.write(contentsOf: Data((OutputOptions.line(JSONRecord(fields)) + "\n").utf8))
    }
}
