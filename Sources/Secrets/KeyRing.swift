/// The keys of `SYMBOLON_KEY_FILE`: the first makes everything new, the others are still accepted.
package struct KeyRing: Sendable {
    let current: MasterKey
    let previous: [MasterKey]

    package var currentKeyID: String { current.id }
    package var keyIDs: [String] { all.map(\.id) }

    /// Current first, in the order a look-up tries them.
    var all: [MasterKey] { [current] + previous }

    package init(contentsOf path: String) throws(SecretsError) {
        var bytes = try KeyFile.read(path)
        defer { wipe(&bytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .keyFile(.notText(path: path)) }
        try self.init(parsing: text)
    }

    package init(parsing text: String) throws(SecretsError) {
        var keys = try KeyFile.parse(text)
        guard !keys.isEmpty else { throw .keyFile(.noKey) }
        current = keys.removeFirst()
        previous = keys
    }

    /// The text of a key file with one fresh key; write it with mode 0600.
    package static func newFileText(id: String) throws(SecretsError) -> String {
        guard KeyFile.isKeyID(id) else { throw .invalidArgument("key id: use 1 to 32 of a-z, 0-9 and -") }
        var key = try SecureRandom.bytes(32)
        defer { wipe(&key) }
        return """
            # Symbolon master keys: `<id> <base64 of 32 to 64 random bytes>`, the first line is current.
            # To rotate, add a new line below on every server, then move it to the top. Keep this file out of the database and its backups.
            \(id) \(Base64.encode(key, alphabet: .standard))=

            """
    }
}
