import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("what a registration may ask for, by dialect", .database)
struct PlatformCheckTests {
    private static let rule = [ScopeRecord(actions: ["request:Read"])]

    struct Bad: Sendable, CustomTestStringConvertible {
        let dialect: Dialect
        let field: String
        var redirectURIs = [World.redirectURI]
        var scopes: [String] = []
        var grantTypes: [GrantType] = []
        var isPublic = false
        var records: [ScopeRecord] = []
        var owner: String?
        var testDescription: String { "\(dialect.name) \(field) \(scopes) \(grantTypes.map(\.rawValue)) \(redirectURIs.count)" }
    }

    @Test(
        "what the dialect has not is refused by its field, and nothing is stored",
        arguments: [
            Bad(dialect: .xref, field: "public", isPublic: true), Bad(dialect: .xoxoday, field: "public", isPublic: true),
            Bad(dialect: .xurrent, field: "public", isPublic: true, records: rule), Bad(dialect: .xeno, field: "public", isPublic: true),
            Bad(dialect: .xref, field: "grant_types", grantTypes: [.refreshToken]),
            Bad(dialect: .xoxoday, field: "grant_types", grantTypes: [.clientCredentials]),
            Bad(dialect: .xurrent, field: "grant_types", grantTypes: [.authorizationCode, .clientCredentials], records: rule),
            Bad(dialect: .standard, field: "grant_types", grantTypes: [GrantType(rawValue: "password")]),
            Bad(dialect: .standard, field: "grant_types", grantTypes: [GrantType(rawValue: "Authorization_Code")]),
            Bad(dialect: .standard, field: "grant_types", grantTypes: [.clientCredentials], isPublic: true),
            Bad(dialect: .standard, field: "redirect_uris", grantTypes: [.clientCredentials]),
            Bad(dialect: .standard, field: "redirect_uris", redirectURIs: []),
            Bad(dialect: .xref, field: "redirect_uris", redirectURIs: [World.redirectURI, World.redirectURI + "/2"]),
            Bad(dialect: .standard, field: "redirect_uris", redirectURIs: ["com.example.app:/callback"]),
            Bad(dialect: .standard, field: "redirect_uris", redirectURIs: ["myapp:/callback"], isPublic: true),
            Bad(dialect: .xeno, field: "scopes", scopes: ["everything"]), Bad(dialect: .xeno, field: "scopes", scopes: ["widget"]),
            Bad(dialect: .xoxoday, field: "scopes", scopes: ["user_session", "USER_SESSION"]),
            Bad(dialect: .xurrent, field: "scopes", scopes: ["read"], records: rule),
            Bad(dialect: .standard, field: "scopes", scopes: ["a b"]), Bad(dialect: .standard, field: "scopes", scopes: [""]),
            Bad(dialect: .standard, field: "scopes", scopes: ["a\"b"]), Bad(dialect: .standard, field: "scopes", scopes: ["é"]),
            Bad(dialect: .standard, field: "scopes", scopes: (0..<51).map { "s\($0)" }),
            Bad(dialect: .standard, field: "scopes", scopes: [String(repeating: "s", count: 101)]),
            Bad(dialect: .standard, field: "scope_rules", records: rule), Bad(dialect: .xref, field: "scope_rules", records: rule),
            Bad(dialect: .xurrent, field: "scope_rules"),
            Bad(dialect: .xurrent, field: "scope_rules", records: [ScopeRecord(actions: ["x:Read"])]),
            Bad(dialect: .xurrent, field: "scope_rules", records: [ScopeRecord(actions: ["request:Fly"])]),
            Bad(dialect: .standard, field: "account_id", owner: "none"),
        ])
    func refuses(_ bad: Bad) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(bad.dialect, isSandbox: false)
            let before = try await world.rowCounts()
            let error = await #expect(throws: InputError.self) {
                try await RegisterPlatform(engine: world.engine)(
                    RegisterPlatform.Input(
                        name: "Partner", redirectURIs: bad.redirectURIs, scopes: bad.scopes, grantTypes: bad.grantTypes,
                        isPublic: bad.isPublic, scopeRecords: bad.records, ownerAccountID: bad.owner),
                    in: tenant, by: .server)
            }
            #expect(error?.field == bad.field)
            #expect(try await world.rowCounts() == before)
        }
    }

    @Test("a public platform has no secret, must prove its codes, and may be an app on a person's machine")
    func publicPlatform() async throws {
        try await World.run { world in
            let tenant = try await world.tenant(.standard, isSandbox: false)
            let uris = ["com.example.app:/callback", "http://127.0.0.1/callback", "http://[::1]/callback", "https://app.example/cb"]
            let registered = try await world.platform(redirectURIs: uris, isPublic: true, in: tenant)
            #expect(registered.clientSecret == nil)
            #expect(registered.platform.isPublic)
            #expect(registered.platform.requiresPKCE)
            #expect(registered.platform.grantTypes == [.authorizationCode, .refreshToken])
            let error = await #expect(throws: InputError.self) {
                try await ChangePlatformSecrets(engine: world.engine).add(
                    to: registered.platform.clientID, lifetime: nil, in: tenant, by: .server)
            }
            #expect(error?.field == "secrets")
        }
    }

    @Test("left out, grant types are all there are and scopes all that are available", arguments: Dialect.all)
    func defaults(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let platform = scene.platform.platform
            let oneOnly = dialect.rules.hasOneGrantTypePerPlatform
            #expect(platform.grantTypes == (oneOnly ? [.authorizationCode, .refreshToken] : dialect.rules.grantTypes))
            #expect(platform.scopes == dialect.rules.availableScopes ?? [])
            #expect(!platform.isPublic)
            #expect(platform.generation == 0)
        }
    }
}
