import Broker
import Dialects
import Logging
import Postgres
import Secrets
import Storage

extension World {
    /// Runs a body in a world over a PostgreSQL of its own, which the body may stop and start.
    package static func runOnOwnServer(_ body: @Sendable (World, PrivatePostgres) async throws -> Void) async throws {
        let server = try PrivatePostgres()
        defer { server.remove() }
        try server.start()
        let keeper = Database(try DatabaseConfiguration(url: server.url()), logger: .quiet)
        try await keeper.withSession { session in
            try session.script(Migration.roles)
            try session.script("CREATE DATABASE symbolon OWNER symbolon_owner", within: .seconds(60))
        }
        await keeper.shutdown()
        let owner = Database(try DatabaseConfiguration(url: server.url(database: "symbolon")), logger: .quiet)
        _ = try await Migrator(database: owner).up()
        await owner.shutdown()

        let database = Database(try DatabaseConfiguration(url: server.url(database: "symbolon", user: "symbolon_app")), logger: .quiet)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(try World(over: database), server))
        } catch {
            outcome = .failure(error)
        }
        await database.shutdown()
        try outcome.get()
    }

    private init(over database: Database) throws {
        self.database = database
        storage = Storage(database: database, onQueued: outbox.signal, onAudited: outbox.signalAudit)
        engine = Engine(
            storage: storage, keys: try KeyRing(parsing: try KeyRing.newFileText(id: "test")),
            passwords: PasswordHasher(parameters: try ScryptParameters(logN: 4, blockSize: 1, parallelism: 1)),
            dialects: DialectList(), publicURL: World.publicURL)
        log = LogCapture()
        secrets = SecretLedger()
    }
}
