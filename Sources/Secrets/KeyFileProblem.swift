/// What is wrong with a key file, each with what to do about it.
package enum KeyFileProblem: Sendable, Equatable {
    case unreadable(path: String, reason: String)
    case notAFile(path: String)
    case openToOthers(path: String, mode: String)
    case tooLarge(path: String, limit: Int)
    case notText(path: String)
    case noKey
    case malformedLine(Int)
    case malformedID(line: Int)
    case duplicateID(String, line: Int)
    case keyLength(line: Int, bytes: Int)
    case weakKey(String, line: Int)
}

extension KeyFileProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the key file \(path): \(reason); create one and point SYMBOLON_KEY_FILE at it"
        case .notAFile(let path):
            "the key file \(path) is not a regular file; point SYMBOLON_KEY_FILE at a file"
        case .openToOthers(let path, let mode):
            "the key file \(path) has mode \(mode), so others can reach the keys; run: chmod 600 \(path)"
        case .tooLarge(let path, let limit):
            "the key file \(path) is over \(limit) bytes; it should hold a few lines"
        case .notText(let path):
            "the key file \(path) is not UTF-8 text; write lines of `<id> <base64 key>`"
        case .noKey:
            "the key file holds no key; add a line `<id> <base64 of 32 random bytes>`"
        case .malformedLine(let line):
            "line \(line) of the key file is not `<id> <base64 key>`; mend it or start it with #"
        case .malformedID(let line):
            "line \(line) of the key file has a bad id; use 1 to 32 of a-z, 0-9 and -"
        case .duplicateID(let id, let line):
            "line \(line) of the key file repeats the id \"\(id)\"; give each key its own id"
        case .keyLength(let line, let bytes):
            "line \(line) of the key file holds \(bytes) bytes; use 32 to 64, as from: openssl rand -base64 32"
        case .weakKey(let id, let line):
            "key \"\(id)\" on line \(line) of the key file is not random; replace it, as from: openssl rand -base64 32"
        }
    }
}
