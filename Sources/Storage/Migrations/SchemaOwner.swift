import Postgres

/// Migrations run as the owner of the schema, whoever logged in.
enum SchemaOwner {
    private static let roles = ["symbolon_owner", "symbolon_app", "symbolon_worker"]

    static func become(on session: Session) throws {
        for role in roles where try !session.exists("SELECT FROM pg_roles WHERE rolname = \(role)") {
            throw MigrationError.missingRole(role)
        }
        guard try session.value("SELECT pg_has_role(current_user, 'symbolon_owner', 'MEMBER')") == true else {
            throw MigrationError.notOwner(login: try session.value("SELECT current_user::text") ?? "?")
        }
        try session.script("SET ROLE symbolon_owner")
    }
}
