/// Why the schema was left as it is.
package enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    case drift(version: Int, name: String)
    case gap(missing: Int, applied: Int)
    case unknownVersion(Int)
    case missingRole(String)
    case notOwner(login: String)
    case busy
    case notMigrated
    case behind(applied: Int, needed: Int)
    case tooNew(applied: Int, known: Int, oldestBinary: Int)

    package var description: String {
        switch self {
        case .drift(let version, let name):
            """
            migration \(version) (\(name)) was applied with another text than this binary holds: \
            use the binary that applied it, or compare the two before going on
            """
        case .gap(let missing, let applied):
            "migration \(missing) is not applied although \(applied) is: the schema was not made by these migrations"
        case .unknownVersion(let version):
            "the database has migration \(version), which this binary does not know: use a newer binary"
        case .missingRole(let role):
            "the role \(role) does not exist: let a superuser run the output of `symbolon migrate roles` once"
        case .notOwner(let login):
            "the login \(login) may not become symbolon_owner: use symbolon_migrator, or GRANT symbolon_owner TO \(login)"
        case .busy:
            "another migration is running on this database: wait for it to end, then try again"
        case .notMigrated:
            "the database has no schema yet: run `symbolon migrate up`"
        case .behind(let applied, let needed):
            "the schema is at \(applied), this binary needs \(needed): run `symbolon migrate up`"
        case .tooNew(let applied, let known, let oldestBinary):
            """
            the schema is at \(applied), this binary knows \(known) and the schema asks for a binary that knows \(oldestBinary): \
            start a newer binary
            """
        }
    }
}
