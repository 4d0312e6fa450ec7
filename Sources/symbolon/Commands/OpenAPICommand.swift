import ArgumentParser
import Broker
import BrokerHTTP
import Dialects
import Logging
import Postgres
import Secrets
import Storage

/// Prints the OpenAPI documents. It needs no settings and reaches no database.
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the OpenAPI document of the management API, or of a dialect's OAuth endpoints.")

    @Option(help: "Of this dialect's endpoints instead.") var dialect: String?

    func run() async throws {
        print(try Self.text(of: dialect), terminator: "")
    }

    static func text(of dialect: String?) throws -> String {
        guard let name = dialect else { return try ManagementDocument.text(engine: try engine(), version: Symbolon.version) }
        let dialects = DialectList()
        guard let dialect = dialects.find(name) else {
            throw InputError("dialect", "must be one of \(dialects.names.joined(separator: ", "))")
        }
        return try SiteDocument.text(of: dialect, version: Symbolon.version)
    }

    /// One that nothing is asked of: the document is made from the routes, which hold one.
    private static func engine() throws -> Engine {
        let database = Database(try DatabaseConfiguration(url: "postgres://nobody@127.0.0.1:1/nothing"), logger: .quiet)
        return Engine(
            storage: Storage(database: database), keys: try KeyRing(parsing: try KeyRing.newFileText(id: "none")),
            passwords: PasswordHasher(), dialects: DialectList(), publicURL: "https://symbolon.example")
    }
}
