import Foundation
import Synchronization
import TestSupport
import Testing

/// One installation of the product: a database, a key file and the settings that name them. At its end nothing secret may have been
/// written anywhere: the dump of its database and every log are searched.
final class Installation: Sendable {
    static let password = "a password nobody would guess"

    let postgres: PrivatePostgres
    let folder: TemporaryFolder
    let database: String
    let secrets = SecretLedger()
    private let servers = Mutex<[Server]>([])

    /// Statements are logged with all their parameters: what a careful operator would fear most.
    private static let shared = Result { () throws -> PrivatePostgres in
        let server = try PrivatePostgres(settings: ["max_connections": "200", "log_statement": "all"])
        try server.start()
        return server
    }

    /// Without a PostgreSQL of its own it shares one with the other tests.
    init(postgres own: PrivatePostgres? = nil) throws {
        postgres = try own ?? Self.shared.get()
        folder = try TemporaryFolder()
        database = "e2e_" + UUID().uuidString.prefix(8).lowercased()
        try sql("CREATE DATABASE \(database)", on: "postgres")
    }

    /// Runs a body with an installation that is migrated, has keys, and is gone afterwards.
    static func ready(on postgres: PrivatePostgres? = nil, _ body: (Installation) throws -> Void) throws {
        try bare(on: postgres) { installation in
            try installation.makeRoles()
            try installation.migrate()
            try installation.makeKeys()
            try body(installation)
        }
    }

    /// Runs a body with an empty database and no key file.
    static func bare(on postgres: PrivatePostgres? = nil, _ body: (Installation) throws -> Void) throws {
        let installation = try Installation(postgres: postgres)
        defer { installation.remove() }
        try body(installation)
        installation.endServers()
        #expect(try installation.leaks() == [])
    }

    // MARK: Settings

    var keyFile: String { folder.file("keys") }

    var settings: [String: String] {
        [
            "SYMBOLON_DATABASE_URL": url(as: "symbolon_app"), "SYMBOLON_KEY_FILE": keyFile, "SYMBOLON_PUBLIC_URL": "http://127.0.0.1:8080",
            "SYMBOLON_LISTEN": "127.0.0.1:0", "SYMBOLON_MANAGEMENT_LISTEN": "127.0.0.1:0",
        ]
    }

    var migrationSettings: [String: String] { ["SYMBOLON_MIGRATION_DATABASE_URL": url(as: "symbolon_migrator")] }

    func url(as user: String) -> String { postgres.url(database: database, user: user) }

    // MARK: Commands

    /// Runs `symbolon` with this installation's settings, changed as asked; a nil value takes one away.
    @discardableResult
    func run(_ arguments: String..., with changes: [String: String?] = [:], input: String? = nil) throws -> Outcome {
        try Program.run(Program.symbolon, arguments, environment: settings(with: changes), input: input)
    }

    /// The same, for what must succeed.
    @discardableResult
    func command(_ arguments: String..., input: String? = nil) throws -> Outcome {
        let outcome = try Program.run(Program.symbolon, arguments, environment: settings, input: input)
        guard outcome.status == 0 else { throw Trouble("\(arguments.joined(separator: " ")): \(outcome.status) \(outcome.all)") }
        return outcome
    }

    @discardableResult
    func migrate(_ arguments: String..., with changes: [String: String?] = [:]) throws -> Outcome {
        let words = ["migrate"] + (arguments.isEmpty ? ["up"] : arguments)
        let outcome = try Program.run(
            Program.symbolon, words, environment: migrationSettings.merging(changes.compactMapValues { $0 }) { _, new in new })
        if arguments.isEmpty, outcome.status != 0 { throw Trouble("migrate up: \(outcome.all)") }
        return outcome
    }

    func settings(with changes: [String: String?]) -> [String: String] {
        var changed = settings
        for (name, value) in changes { changed[name] = value }
        return changed
    }

    /// What `symbolon migrate roles | psql` does.
    func makeRoles() throws {
        let roles = try Program.run(Program.symbolon, ["migrate", "roles"])
        guard roles.status == 0 else { throw Trouble("migrate roles: \(roles.all)") }
        try sql(roles.output)
        try sql("ALTER DATABASE \(database) OWNER TO symbolon_owner")
        try sql("ALTER SCHEMA public OWNER TO symbolon_owner")
    }

    func makeKeys() throws {
        try command("key", "file", keyFile)
        let text = TemporaryFolder.text(keyFile)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if let key = line.split(separator: " ").last { secrets.add(String(key)) }
        }
    }

    /// Runs SQL as the superuser and returns what it prints, columns parted by `|`.
    @discardableResult
    func sql(_ text: String, on database: String? = nil) throws -> String {
        let arguments = [
            "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", postgres.url(database: database ?? self.database), "-f", "-",
        ]
        let outcome = try Program.run(try Program.postgres("psql"), arguments, input: text)
        guard outcome.status == 0 else { throw Trouble("psql: \(outcome.errors)") }
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    // MARK: What most tests begin with

    /// A tenant `xref` with an account, a person in it who may sign in with `password`, and a platform.
    func seed(email: String = "ada@first.example") throws -> Partner {
        try command("tenant", "create", "xref", "--name", "Xref", "--dialect", "xref", "--sandbox")
        try command("account", "create", "--tenant", "xref", "--name", "First Account", "--id", "first")
        try addPerson(email, to: ["first"])
        return try addPlatform()
    }

    func addPerson(_ email: String, to accounts: [String]) throws {
        secrets.add(Self.password)
        try command(
            "user", "create", "--tenant", "xref", "--email", email, "--name", "Ada", "--password-stdin", input: Self.password + "\n")
        for account in accounts {
            try command("user", "join", email, "--tenant", "xref", "--account", account, "--role", "administrator")
        }
    }

    func addPlatform(name: String = "Partner") throws -> Partner {
        let made = try command(
            "platform", "create", "--tenant", "xref", "--name", name, "--redirect-uri", "http://127.0.0.1:9/callback", "--webhook-url",
            "http://127.0.0.1:9/hook", "--json"
        ).object()
        guard let id = made["client_id"] as? String, let secret = made["client_secret"] as? String,
            let webhookSecret = made["webhook_secret"] as? String
        else { throw Trouble("platform create printed no secrets") }
        secrets.add(secret)
        secrets.add(webhookSecret)
        return Partner(clientID: id, secret: secret)
    }

    // MARK: Servers

    /// Starts a server and waits until it listens.
    func serve(with changes: [String: String?] = [:]) throws -> Server {
        let log = folder.file("serve-\(UUID().uuidString.prefix(8)).log")
        let level = ["SYMBOLON_LOG_LEVEL": "trace"].merging(settings(with: changes)) { _, given in given }
        let server = try Server(environment: level, log: log)
        servers.withLock { $0.append(server) }
        try server.waitUntilListening()
        return server
    }

    func visitor(of server: Server, tenant: String = "xref") -> Visitor { Visitor(port: server.port, tenant: tenant, secrets: secrets) }

    func endServers() {
        for server in servers.withLock({ $0 }) { server.kill9() }
    }

    // MARK: The end

    /// Where something secret was written, if anywhere: in the database, in a log of the server, or in PostgreSQL's.
    func leaks() throws -> [String] { try search(for: secrets.all) }

    func search(for secrets: Set<String>) throws -> [String] {
        let dump = try Program.run(
            try Program.postgres("pg_dump"), ["-d", postgres.url(database: database), "-f", folder.file("dump.sql")])
        guard dump.status == 0 else { throw Trouble("pg_dump: \(dump.errors)") }
        let logs = servers.withLock { $0.map(\.log) }
        return try SecretSearch(secrets).matches(in: [folder.file("dump.sql"), postgres.folder + "/log"] + logs)
    }

    private func remove() {
        endServers()
        _ = try? sql("DROP DATABASE IF EXISTS \(database) WITH (FORCE)", on: "postgres")
        folder.remove()
    }
}
