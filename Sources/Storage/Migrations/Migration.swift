/// One numbered step of the schema and the way back.
package struct Migration: Sendable, Equatable {
    package let version: Int
    package let name: String
    package let up: String
    package let down: String
    /// SHA-256 of the text of `up`, in lower-case hex.
    package let checksum: String
    /// The newest migration a binary must know to serve on a schema that has this one: an older binary goes on during an upgrade.
    package let oldestBinary: Int
    /// `false` for statements that cannot run in one, such as CREATE INDEX CONCURRENTLY.
    package let isTransactional: Bool

    package init(version: Int, name: String, up: String, down: String, checksum: String, oldestBinary: Int, isTransactional: Bool) {
        self.version = version
        self.name = name
        self.up = up
        self.down = down
        self.checksum = checksum
        self.oldestBinary = oldestBinary
        self.isTransactional = isTransactional
    }
}
