import Foundation
import Storage
import TestSupport
import Testing

@Suite("the audit of the login", .database)
struct WallAuditLoginTests {
    @Test(
        "finds a login of the product that is not the server's",
        arguments: [
            ("postgres", "is a superuser"), ("symbolon_backup", "has BYPASSRLS"),
            ("symbolon_migrator", "may become a role that passes the wall"), ("symbolon_worker", "may not write what a tenant has"),
        ])
    func productLogins(login: String, finding: String) async throws {
        #expect(try await findings(as: login).contains { $0.hasPrefix("the login \(login) \(finding)") })
    }

    @Test(
        "finds each way a login can be too strong",
        arguments: [
            ("ALTER ROLE {} SUPERUSER", "is a superuser"), ("ALTER ROLE {} BYPASSRLS", "has BYPASSRLS"),
            ("GRANT symbolon_owner TO {}", "may become a role that passes the wall"),
            ("ALTER ROLE {} NOINHERIT; GRANT symbolon_owner TO {}", "may become a role that passes the wall"),
            ("GRANT symbolon_backup TO {}", "may become a role that passes the wall"),
            ("GRANT CREATE ON SCHEMA public TO {}", "may create objects in schema public"),
            ("CREATE TABLE extra (tenant_id uuid); ALTER TABLE extra OWNER TO {}", "owns a table"),
        ])
    func tooStrong(script: String, finding: String) async throws {
        try await withLogin(script) { login async throws in
            #expect(try await findings(as: login).contains { $0.hasPrefix("the login \(login) \(finding)") })
        }
    }

    @Test("finds nothing about a login that may do what the server's may")
    func enough() async throws {
        try await withLogin("GRANT symbolon_app TO {}") { login async throws in #expect(try await findings(as: login) == []) }
    }

    /// Makes a login for one test; `{}` stands for its name in the script.
    private func withLogin(_ script: String, _ body: (String) async throws -> Void) async throws {
        let login = "symbolon_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await World.asLogin("postgres") { session in
            try session.script("CREATE ROLE \(login) LOGIN; " + script.replacing("{}", with: login))
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(login))
        } catch {
            outcome = .failure(error)
        }
        try await World.asLogin("postgres") { session in try session.script("DROP OWNED BY \(login); DROP ROLE \(login)") }
        try outcome.get()
    }

    private func findings(as login: String) async throws -> [String] {
        let database = try TestDatabase.current().connect(as: login, connections: 1)
        let findings: Result<[String], any Error>
        do {
            findings = .success(try await WallAudit(database: database).findings())
        } catch {
            findings = .failure(error)
        }
        await database.shutdown()
        return try findings.get()
    }
}
