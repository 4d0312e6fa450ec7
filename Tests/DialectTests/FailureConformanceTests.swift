import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

@Suite("what failed, asked about in every dialect", .database)
struct FailureConformanceTests {
    @Test(
        "every answer carries an id of its own; a vendor's error holds nothing besides its documented members", arguments: DialectCase.all)
    func ids(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let good = try await vendor.exchange(try await vendor.code())
            let bad = try await vendor.exchange("none")
            let answers = [
                good, bad, try await vendor.tester.get(vendor.base + "/nowhere"), try await vendor.tester.get("/t/nobody/"),
                try await vendor.tester.get(vendor.base + "/sign-in"), try await vendor.tester.send("HEAD", vendor.base + "/sign-in"),
                try await vendor.tester.get(vendor.authorization()),
            ]
            let ids = try answers.map { answer in try #require(answer["X-Request-Id"].flatMap(UUID.init(uuidString:))) }
            #expect(Set(ids).count == answers.count)
            #expect(bad.status == 400)
            let carried: Set<String> = dialect.dialect.wire.errorsCarryID ? ["error_id"] : []
            #expect(Set(bad.json.keys) == carried.union(["error", "error_description"]))
            if dialect.dialect.wire.errorsCarryID { #expect(bad.json["error_id"] == bad["X-Request-Id"]) }
            #expect(dialect.dialect.wire.errorsCarryID == (dialect.dialect.name == "standard"))
        }
    }

    @Test(
        "the platform asks what its own call meant; of another's, another tenant's and none it is told the same", arguments: DialectCase.all
    )
    func asks(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let code = try await vendor.code()
            #expect(try await vendor.exchange(code).status == 200)
            let replay = try await vendor.exchange(code)
            let id = try #require(replay["X-Request-Id"])
            func ask(_ id: String, _ platform: RegisterPlatform.Registered? = nil, at base: String? = nil) async throws -> HTTPTester.Answer
            {
                let platform = platform ?? vendor.platform
                let basic = Data("\(platform.platform.clientID):\(platform.secret.value)".utf8).base64EncodedString()
                return try await vendor.tester.get(
                    "\(base ?? vendor.base)/oauth/errors/\(id)", headers: [("Authorization", "Basic \(basic)")])
            }
            let told = try await ask(id)
            #expect(told.status == 200)
            #expect(told["Cache-Control"] == "no-store")
            #expect(told.json["reason"] == "code_used")
            #expect(told.json["error"] == "invalid_grant")
            #expect(told.json["endpoint"] == "token")
            #expect(told.json["explanation"]?.hasPrefix("The code was exchanged before at ") == true)
            #expect(told.json["account_id"] == vendor.account.publicID)
            #expect(!told.body.contains(code))
            let unknown = try await ask(UUID().uuidString)
            let another = try await ask(id, try await vendor.anotherPlatform())
            let malformed = try await ask("x%00y")
            let stranger = try await Vendor(dialect, world: vendor.world, tester: vendor.tester)
            let elsewhere = try await ask(id, stranger.platform, at: stranger.base)
            for answer in [unknown, another, malformed, elsewhere] {
                #expect(answer.status == 404)
                #expect(answer.body == unknown.body)
            }
            let wrong = try await vendor.tester.get(
                "\(vendor.base)/oauth/errors/\(id)", headers: [("Authorization", "Basic eDp5")])
            #expect(wrong.status == 401)
            #expect(try await vendor.tester.get("\(vendor.base)/oauth/errors/\(id)").status == 401)
        }
    }

    @Test("a failed client authentication is told to whoever can authenticate as that client", arguments: DialectCase.all)
    func authentication(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let refused = try await vendor.exchange("none") { $0.map { ($0.0, $0.0 == "client_secret" ? "wrong" : $0.1) } }
            let basic = Data("\(vendor.platform.platform.clientID):\(vendor.platform.secret.value)".utf8).base64EncodedString()
            let told = try await vendor.tester.get(
                "\(vendor.base)/oauth/errors/\(try #require(refused["X-Request-Id"]))", headers: [("Authorization", "Basic \(basic)")])
            #expect(told.status == 200)
            #expect(told.json["reason"] == "secret_wrong")
            #expect(told.json["error"] == "invalid_client")
        }
    }

    @Test(
        "a resource server introspects, by Basic and in the body, where the dialect has introspection and where it has none",
        arguments: DialectCase.all)
    func introspects(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let token = try await vendor.token()
            let (server, secret) = try await ManageResourceServers(engine: vendor.world.engine).create(
                ManageResourceServers.Input(name: "API", audience: "https://api.example"), in: vendor.tenant, by: .server)
            vendor.world.secrets.add(secret.value)
            func ask(_ token: String, _ fields: [(String, String)], _ headers: [(String, String)]) async throws -> HTTPTester.Answer {
                let body = ([("token", token)] + fields).map { "\($0.0)=\(DialectCase.encoded($0.1))" }.joined(separator: "&")
                let path = vendor.base + (try #require(dialect.dialect.path(for: .introspect)))
                return try await vendor.tester.send(
                    "POST", path, headers: [("Content-Type", "application/x-www-form-urlencoded")] + headers, body: body)
            }
            let basic = [("Authorization", "Basic " + Data("\(server.publicID):\(secret.value)".utf8).base64EncodedString())]
            let fields = [("client_id", server.publicID), ("client_secret", secret.value)]
            for answer in [try await ask(token, [], basic), try await ask(token, fields, [])] {
                #expect(answer.status == 200)
                #expect(answer.json["aud"] == "https://api.example")
                #expect(answer.json["client_id"] == vendor.platform.platform.clientID)
                #expect(answer.json["account_id"] == vendor.account.publicID)
            }
            let nothing = try await ask("none", [], basic)
            #expect(nothing.body == #"{"active":false}"#)
            let wrong = try await ask(token, [("client_id", server.publicID), ("client_secret", "wrong")], [])
            #expect(wrong.status == 401)
            #expect(try await ask(token, [], []).status == 401)
        }
    }
}
