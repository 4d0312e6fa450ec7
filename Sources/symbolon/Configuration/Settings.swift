import Broker
import BrokerHTTP
import Configuration
import Foundation
import Logging
import Postgres
import Storage

/// The configuration: each name once, checked before anything starts.
struct Settings: Sendable {
    let database: DatabaseConfiguration
    /// The login that sees the queues of all tenants. `nil`: this server delivers no webhooks.
    let worker: DatabaseConfiguration?
    /// Where LISTEN works: the worker's own address unless that is a pooler's.
    let direct: DatabaseConfiguration?
    /// How many webhook endpoints are served at once.
    let webhookConcurrency: Int
    /// Requests of the management API a key may send each minute. `nil`: any number.
    let managementRequestsPerMinute: Int?
    /// How long what is over stays in the database.
    let retention: Duration
    /// What is remembered for validations, in bytes.
    let validationMemory: Int
    let keyFile: String
    let publicURL: String
    let listen: ListenAddress
    let managementListen: ListenAddress
    let logLevel: Logger.Level
    let trustedProxies: TrustedProxies

    /// Throws `SettingsError` with everything that is wrong, not only the first.
    init(_ environment: Environment = Environment()) throws(SettingsError) {
        var problems: [SettingsProblem] = []
        func read<Value>(_ body: () throws(SettingsProblem) -> Value) -> Value? {
            do throws(SettingsProblem) { return try body() } catch {
                problems.append(error)
                return nil
            }
        }
        let database = read { () throws(SettingsProblem) in try Self.database(environment) }
        let worker = read { () throws(SettingsProblem) in try Self.worker(environment) }
        let direct = read { () throws(SettingsProblem) in try Self.direct(environment) }
        let concurrency = read { () throws(SettingsProblem) in
            try environment.number("SYMBOLON_WEBHOOK_CONCURRENCY", in: 5...5_000) ?? 500
        }
        let managementRate = read { () throws(SettingsProblem) in
            try environment.number("SYMBOLON_MANAGEMENT_RATE_LIMIT", in: 0...1_000_000) ?? 1_200
        }
        let retention = read { () throws(SettingsProblem) in
            Duration.seconds((try environment.number("SYMBOLON_RETENTION_DAYS", in: 1...3_650) ?? 30) * 86_400)
        }
        let memory = read { () throws(SettingsProblem) in
            try environment.number("SYMBOLON_VALIDATION_MEMORY", in: 1...1_000_000) ?? Storage.usualMemory >> 20
        }
        let keyFile = read { () throws(SettingsProblem) in try environment.required("SYMBOLON_KEY_FILE", like: "/etc/symbolon/keys") }
        let publicURL = read { () throws(SettingsProblem) in try Self.publicURL(environment) }
        let listen = read { () throws(SettingsProblem) in try Self.address(environment, "SYMBOLON_LISTEN", default: "127.0.0.1:8080") }
        let management = read { () throws(SettingsProblem) in
            try Self.address(environment, "SYMBOLON_MANAGEMENT_LISTEN", default: "127.0.0.1:8081")
        }
        let logLevel = read { () throws(SettingsProblem) in try Self.logLevel(environment) }
        let proxies = read { () throws(SettingsProblem) in try Self.trustedProxies(environment) }
        guard let database, let worker, let direct, let concurrency, let managementRate, let retention, let memory, let keyFile,
            let publicURL, let listen, let management, let logLevel, let proxies
        else {
            throw SettingsError(problems)
        }
        self.trustedProxies = proxies
        self.database = database
        self.worker = worker
        self.direct = direct ?? worker
        self.webhookConcurrency = concurrency
        managementRequestsPerMinute = managementRate == 0 ? nil : managementRate
        self.retention = retention
        validationMemory = memory << 20
        self.keyFile = keyFile
        self.publicURL = publicURL
        self.listen = listen
        self.managementListen = management
        self.logLevel = logLevel
    }

    /// The login that migrates; it may become `symbolon_owner`.
    static func migrationDatabase(_ environment: Environment = Environment()) throws(SettingsError) -> DatabaseConfiguration {
        do throws(SettingsProblem) {
            let name = "SYMBOLON_MIGRATION_DATABASE_URL"
            return try parse(try environment.required(name, like: "postgres://symbolon_migrator@db/symbolon"), name)
        } catch {
            throw SettingsError([error])
        }
    }

    private static func database(_ environment: Environment) throws(SettingsProblem) -> DatabaseConfiguration {
        let name = "SYMBOLON_DATABASE_URL"
        var configuration = try parse(try environment.required(name, like: "postgres://symbolon_app@db/symbolon"), name)
        // Exchanges of one grant queue on its row: on a busy machine the last of them waits for more than a moment.
        configuration.lockTimeout = .seconds(4)
        if let size = try environment.number("SYMBOLON_DATABASE_CONNECTIONS", in: 1...500) { configuration.maximumConnections = size }
        if let prepared = try environment.flag("SYMBOLON_PREPARED_STATEMENTS") { configuration.preparedStatements = prepared }
        return configuration
    }

    private static func worker(_ environment: Environment) throws(SettingsProblem) -> DatabaseConfiguration? {
        let name = "SYMBOLON_WORKER_DATABASE_URL"
        guard let url = try environment.value(name) else { return nil }
        var configuration = try parse(url, name)
        configuration.maximumConnections = 2
        if let prepared = try environment.flag("SYMBOLON_PREPARED_STATEMENTS") { configuration.preparedStatements = prepared }
        return configuration
    }

    private static func direct(_ environment: Environment) throws(SettingsProblem) -> DatabaseConfiguration? {
        let name = "SYMBOLON_DIRECT_DATABASE_URL"
        return try environment.value(name).map { url throws(SettingsProblem) in try parse(url, name) }
    }

    private static func parse(_ url: String, _ name: String) throws(SettingsProblem) -> DatabaseConfiguration {
        do {
            return try DatabaseConfiguration(url: url)
        } catch {
            throw SettingsProblem(name, "\(error)", mend: "set it to a libpq URL like postgres://user@host/database")
        }
    }

    /// People type passwords here: plain http is for this machine only.
    private static func publicURL(_ environment: Environment) throws(SettingsProblem) -> String {
        let name = "SYMBOLON_PUBLIC_URL"
        let example = "https://connect.vendor.example"
        let text = try environment.required(name, like: example)
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let parts = URLComponents(string: trimmed), let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil,
            parts.user == nil, parts.scheme == "https" || parts.scheme == "http", host == host.lowercased(),
            parts.port != (parts.scheme == "https" ? 443 : 80)
        else {
            throw SettingsProblem(
                name, "is not a plain web address",
                mend: "set it to where people reach this server, in lower case and without a default port, like \(example)")
        }
        guard parts.scheme == "https" || ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host) else {
            throw SettingsProblem(
                name, "is not https", mend: "set it to the https address of the proxy in front of this server, like \(example)")
        }
        return trimmed
    }

    private static func address(_ environment: Environment, _ name: String, default fallback: String) throws(SettingsProblem)
        -> ListenAddress
    {
        let text = try environment.value(name) ?? fallback
        guard let address = ListenAddress(text) else {
            throw SettingsProblem(name, "is not host:port", mend: "set it to something like \(fallback)")
        }
        return address
    }

    private static func trustedProxies(_ environment: Environment) throws(SettingsProblem) -> TrustedProxies {
        let name = "SYMBOLON_TRUSTED_PROXIES"
        guard let text = try environment.value(name) else { return .none }
        guard let proxies = TrustedProxies(text) else {
            throw SettingsProblem(name, "is not a list of addresses", mend: "set it to something like 127.0.0.1,10.0.0.0/8")
        }
        return proxies
    }

    private static func logLevel(_ environment: Environment) throws(SettingsProblem) -> Logger.Level {
        let text = try environment.value("SYMBOLON_LOG_LEVEL") ?? "info"
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsProblem("SYMBOLON_LOG_LEVEL", "is not a level", mend: "use one of \(known)")
        }
        return level
    }
}
