import CLibPQ

/// libpq's own reading of a connection string.
enum ConnectionString {
    /// The parameters that were given. The error says what kind of mistake it is and quotes nothing: libpq's text may hold the password.
    static func parse(_ text: String) throws(PostgresError) -> [String: String] {
        guard !text.isEmpty else { throw .misuse("the database URL is empty") }
        guard !text.utf8.contains(0) else { throw .misuse("the database URL holds a NUL character") }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            defer { PQfreemem(message) }
            let reason = message.map { String(cString: $0) } ?? "out of memory"
            throw .misuse("the database URL cannot be read: " + reason.prefix { $0 != ":" && $0 != "\"" && $0 != "\n" })
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return parameters
    }
}
