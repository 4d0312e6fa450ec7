/// One value on its way to a `$n`, encoded where it was written.
struct Bind: Sendable {
    enum Content: Sendable {
        case null
        case bytes([UInt8])
        /// Interpolation cannot throw, so the refusal waits for the statement to be sent.
        case refused(PostgresError)
    }

    let oid: UInt32
    let content: Content
    /// Where `$n` begins in the text, in UTF-8 bytes, so that a spliced fragment can be renumbered.
    var offset: Int

    init<T: SQLValue>(_ value: T?, offset: Int) {
        oid = T.sqlType.oid
        self.offset = offset
        guard let value else {
            content = .null
            return
        }
        do throws(PostgresError) {
            content = .bytes(try value.encode())
        } catch {
            content = .refused(error)
        }
    }
}
