import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("registering a platform", .database)
struct RegisterPlatformTests {
    struct BadInput: Sendable, CustomTestStringConvertible {
        let field: String
        let what: String
        let change: @Sendable (inout RegisterPlatform.Input) -> Void

        init(_ field: String, _ what: String, _ change: @escaping @Sendable (inout RegisterPlatform.Input) -> Void) {
            self.field = field
            self.what = what
            self.change = change
        }

        var testDescription: String { "\(field): \(what)" }

        static let redirectURIs = [
            "http://partner.example/cb", "http://127.0.0.1:3000/cb", "https://partner.example/cb#f", "https://u:p@partner.example/cb",
            "https://a@b@evil.example/", "http://localhost:8090%25@example.com", "https://partner.example/../cb",
            "https://partner.example/%2e%2e/cb",
            "https://PARTNER.example/cb", "https://p\u{E4}rtner.example/cb", "https://partner.example/a b",
            "https://partner.example\\@evil.example/",
            "partner.example/cb", "//partner.example/cb", "https://", "javascript:alert(1)//", "JaVaScRiPt:alert(1)//", "data:text/html,x",
            "vbscript:x", "file:///etc/passwd", "blob:https://partner.example/x", "https://partner.example/cb?code=1",
            "https://partner.example/cb?x=1&state=2",
            "https://*.partner.example/cb", "https://partner.example/cb\r\nX: 1",
            "https://partner.example/" + String(repeating: "x", count: 2048),
        ].map { uri in BadInput("redirect_uris", String(uri.prefix(60))) { $0.redirectURIs = [uri] } }

        static let outgoing = [
            "http://partner.example/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x", "https://169.254.169.254/x",
            "https://[::1]/x", "https://partner.example:22/x", "https://u@partner.example/x", "https://partner.example/#x",
            "ftp://partner.example/x",
            "file:///etc/passwd", "partner.example",
        ].flatMap { url in
            [BadInput("logo_url", url) { $0.logoURL = url }, BadInput("webhook_url", url) { $0.webhookURL = url }]
        }

        static let texts = [
            BadInput("name", "empty") { $0.name = "" }, BadInput("name", "two lines") { $0.name = "a\nb" },
            BadInput("name", "turned around") { $0.name = "\u{202E}renntraP" },
            BadInput("name", "too long") { $0.name = String(repeating: "n", count: 201) },
            BadInput("description", "too long") { $0.description = String(repeating: "d", count: 1001) },
            BadInput("description", "two lines") { $0.description = "a\nb" },
            BadInput("url", "no address") { $0.url = "partner.example" }, BadInput("url", "a script") { $0.url = "javascript:alert(1)" },
            BadInput("url", "with a user") { $0.url = "https://u@partner.example" },
            BadInput("scopes", "empty") { $0.scopes = [""] },
            BadInput("scopes", "too long") { $0.scopes = [String(repeating: "s", count: 101)] },
            BadInput("scopes", "with a space") { $0.scopes = ["read write"] },
            BadInput("scopes", "with a quote") { $0.scopes = ["re\"ad"] },
            BadInput("scopes", "not ASCII") { $0.scopes = ["l\u{E9}"] },
            BadInput("scopes", "too many") { $0.scopes = (0...50).map { "s\($0)" } },
            BadInput("grant_types", "not served") { $0.grantTypes = [GrantType(rawValue: "password")] },
            BadInput("redirect_uris", "none") { $0.redirectURIs = [] },
            BadInput("redirect_uris", "two where the dialect has one") {
                $0.redirectURIs = ["https://partner.example/a", "https://partner.example/b"]
            },
        ]
    }

    @Test("bad input is refused by its field and stores nothing", arguments: BadInput.texts + BadInput.redirectURIs + BadInput.outgoing)
    func refuses(_ bad: BadInput) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(isSandbox: false)
            let before = try await world.rowCounts()
            var input = RegisterPlatform.Input(name: "Partner", redirectURIs: [World.redirectURI])
            bad.change(&input)
            let error = await #expect(throws: InputError.self) {
                try await RegisterPlatform(engine: world.engine)(input, in: tenant, by: .server)
            }
            #expect(error?.field == bad.field)
            #expect(try await world.rowCounts() == before)
        }
    }

    @Test(
        "a sandbox may have http on loopback addresses and nowhere else",
        arguments: [
            ("http://127.0.0.1:3000/cb", true), ("http://localhost:3000/cb", true), ("http://[::1]:3000/cb", true),
            ("http://localhost.evil.test/cb", false), ("http://127.0.0.1.evil.test/cb", false), ("http://127.0.0.1@evil.example/cb", false),
            ("http://partner.example/cb", false),
        ])
    func sandbox(_ uri: String, _ isAllowed: Bool) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(isSandbox: true)
            let input = RegisterPlatform.Input(name: "Partner", redirectURIs: [uri])
            let register = RegisterPlatform(engine: world.engine)
            if isAllowed {
                #expect(try await register(input, in: tenant, by: .server).platform.redirectURIs == [uri])
            } else {
                await #expect(throws: InputError.self) { try await register(input, in: tenant, by: .server) }
            }
        }
    }

    @Test("its id and secret are of the alphabet every client encodes alike, and fresh each time")
    func credentials() async throws {
        try await World.run { world in
            let tenant = try await world.tenant()
            let (one, two) = (try await world.platform(in: tenant), try await world.platform(in: tenant))
            #expect(one.platform.clientID.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(one.secret.value.wholeMatch(of: /[0-9a-f]{64}/) != nil)
            #expect(one.platform.clientID != two.platform.clientID)
            #expect(one.secret.value != two.secret.value)
            #expect(one.webhookSecret == nil)
            #expect(one.platform.grantTypes == [.authorizationCode])
        }
    }

    @Test("its webhook secret opens again with the stored row, and only there")
    func webhookSecret() async throws {
        try await World.run { world in
            let (tenant, other) = (try await world.tenant(), try await world.tenant())
            let registered = try await world.platform(webhookURL: "https://partner.example/hook", in: tenant)
            let platform = registered.platform.id
            let endpoint = try #require(
                try await world.storage.transaction(tenant: tenant.id) { stores in
                    try stores.webhookSecrets.all(endpoints: try stores.webhookEndpoints.all(platform: platform).map(\.id))
                }.first)
            func open(
                table: String = "webhook_endpoint", column: String = "secret_sealed", row: UUID? = nil, tenant owner: Tenant? = nil
            ) throws -> [UInt8] {
                let context = EnvelopeContext(
                    table: table, column: column, row: row ?? endpoint.endpointID.rawValue, tenant: (owner ?? tenant).id.rawValue)
                return try world.engine.keys.open(endpoint.secret, context: context)
            }
            let secret = try #require(registered.webhookSecret?.value)
            let key = try open()
            #expect(secret == "whsec_" + Data(key).base64EncodedString())
            #expect(key.count == 32)
            #expect(throws: SecretsError.self) { try open(table: "platform") }
            #expect(throws: SecretsError.self) { try open(column: "url") }
            #expect(throws: SecretsError.self) { try open(row: UUID()) }
            #expect(throws: SecretsError.self) { try open(tenant: other) }
            #expect(Data(endpoint.secret).range(of: Data(key)) == nil)
        }
    }

    @Test("the tables hold no secret in clear")
    func storesNoSecret() async throws {
        try await World.run { world in
            let tenant = try await world.tenant()
            let registered = try await world.platform(webhookURL: "https://partner.example/hook", in: tenant)
            let dump: String? = try await world.inspect { session in
                try session.value(
                    """
                    SELECT string_agg(query_to_xml(format('SELECT * FROM public.%I', relname), false, true, '')::text, '')
                    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                    """)
            }
            let text = try #require(dump)
            #expect(text.contains(registered.platform.clientID))
            #expect(!text.contains(registered.secret.value))
            let webhookSecret = try #require(registered.webhookSecret?.value)
            #expect(!text.contains(webhookSecret.dropFirst(6)))
        }
    }
}
