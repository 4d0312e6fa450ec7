internal import Foundation

/// Reading and judging the key file.
enum KeyFile {
    private static let sizeLimit = 64 * 1024

    static func read(_ path: String) throws(SecretsError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }

        // The open file is judged, not the path, so that it cannot be swapped in between.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .keyFile(.notAFile(path: path)) }
        guard status.st_mode & 0o077 == 0 else {
            throw .keyFile(.openToOthers(path: path, mode: String(status.st_mode & 0o7777, radix: 8)))
        }

        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { break }
            filled += count
        }
        guard filled <= sizeLimit else {
            wipe(&bytes)
            throw .keyFile(.tooLarge(path: path, limit: sizeLimit))
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    static func parse(_ text: String) throws(SecretsError) -> [MasterKey] {
        var keys: [MasterKey] = []
        for (index, rawLine) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = index + 1
            let words = rawLine.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let id = words.first.map(String.init), !id.hasPrefix("#") else { continue }
            guard words.count == 2, let data = Data(base64Encoded: String(words[1])) else { throw .keyFile(.malformedLine(line)) }
            var bytes = [UInt8](data)
            defer { wipe(&bytes) }
            guard isKeyID(id) else { throw .keyFile(.malformedID(line: line)) }
            guard (32...64).contains(bytes.count) else { throw .keyFile(.keyLength(line: line, bytes: bytes.count)) }
            guard !isWeak(bytes) else { throw .keyFile(.weakKey(id, line: line)) }
            guard !keys.contains(where: { $0.id == id }) else { throw .keyFile(.duplicateID(id, line: line)) }
            keys.append(try MasterKey(id: id, wiping: &bytes))
        }
        return keys
    }

    static func isKeyID(_ id: String) -> Bool {
        (1...32).contains(id.utf8.count)
            && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// Repeated bytes and counting sequences are what samples and tutorials hold; random bytes never look so.
    private static func isWeak(_ bytes: [UInt8]) -> Bool {
        let steps = Set(zip(bytes, bytes.dropFirst()).map { $1 &- $0 })
        return Set(bytes).count < 8 || steps.count == 1
    }

    private static func unreadable(_ path: String) -> SecretsError {
        .keyFile(.unreadable(path: path, reason: String(cString: strerror(errno))))
    }
}
