import Broker
import Dialects
import Model
import TestSupport
import Testing

@Suite("what a tenant has other than its dialect says", .database)
struct TenantSettingsTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let field: String
        let settings: TenantSettings
        var dialect = Dialect.standard
        var testDescription: String { "\(field) \(settings)" }
    }

    @Test(
        "a bad value is refused by its field, and the old ones stay",
        arguments: [
            Bad(field: "refresh_grace_seconds", settings: TenantSettings(refreshGrace: .seconds(-1))),
            Bad(field: "refresh_grace_seconds", settings: TenantSettings(refreshGrace: .seconds(301))),
            Bad(field: "refresh_grace_seconds", settings: TenantSettings(refreshGrace: .milliseconds(300_001))),
            Bad(field: "sso_token_lifetime_seconds", settings: TenantSettings(ssoTokenLifetime: .zero)),
            Bad(field: "sso_token_lifetime_seconds", settings: TenantSettings(ssoTokenLifetime: .milliseconds(999))),
            Bad(field: "sso_token_lifetime_seconds", settings: TenantSettings(ssoTokenLifetime: .seconds(14 * 86_400 + 1))),
            Bad(field: "grant_subject", settings: TenantSettings(grantSubject: .user), dialect: .xref),
            Bad(field: "grant_subject", settings: TenantSettings(grantSubject: .company), dialect: .xurrent),
        ]
            + [
                "", "store.example", "ftp://store.example", "javascript:alert(1)", "https://", "https:///x", "https://store.example?q=1",
                "https://store.example#f", "https://user@store.example", "https://store.example/a b", "https://störe.example",
                "https://store.example/" + String(repeating: "x", count: 512), "//store.example", "http://",
            ].map { Bad(field: "storefront_url", settings: TenantSettings(storefrontURL: $0)) })
    func refuses(_ bad: Bad) async throws {
        try await Scene.run(bad.dialect, Scene.Setup(settings: TenantSettings(refreshGrace: .seconds(7)))) { scene async throws in
            let error = await #expect(throws: InputError.self) {
                try await ChangeTenantSettings(engine: scene.engine)(bad.settings, of: scene.tenant, by: .server)
            }
            #expect(error?.field == bad.field)
            #expect(try await scene.world.site(scene.tenant).tenant.settings == TenantSettings(refreshGrace: .seconds(7)))
            #expect(try await scene.audit("tenant.settings_changed").count == 1)
        }
    }

    @Test("the limits themselves are allowed, a slash at the end is dropped, and what is left out is as the dialect has it")
    func accepts() async throws {
        try await Scene.run(.standard) { scene in
            let change = ChangeTenantSettings(engine: scene.engine)
            for settings in [
                TenantSettings(
                    grantSubject: .user, refreshGrace: .zero, ssoTokenLifetime: .seconds(1), storefrontURL: "https://store.example"),
                TenantSettings(
                    grantSubject: .company, refreshGrace: .seconds(300), ssoTokenLifetime: .seconds(14 * 86_400),
                    storefrontURL: "https://store.example:8443/shop"),
                TenantSettings(),
            ] {
                try await change(settings, of: scene.tenant, by: .server)
                #expect(try await scene.world.site(scene.tenant).tenant.settings == settings)
            }
            try await change(TenantSettings(storefrontURL: "https://store.example/"), of: scene.tenant, by: .server)
            #expect(try await scene.world.site(scene.tenant).tenant.settings.storefrontURL == "https://store.example")
        }
    }

    @Test("http is for the storefronts of sandboxes", arguments: [true, false])
    func sandbox(_ isSandbox: Bool) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(.standard, isSandbox: isSandbox)
            let change = ChangeTenantSettings(engine: world.engine)
            let settings = TenantSettings(storefrontURL: "http://127.0.0.1:3000")
            if isSandbox {
                try await change(settings, of: tenant, by: .server)
            } else {
                await #expect(throws: InputError.self) { try await change(settings, of: tenant, by: .server) }
            }
        }
    }

    @Test("whose a grant is follows the setting where the dialect leaves it to the tenant", arguments: [TokenType.company, .user, nil])
    func grantSubject(_ subject: TokenType?) async throws {
        try await Scene.run(.standard, Scene.Setup(settings: TenantSettings(grantSubject: subject))) { scene async throws in
            #expect(try await scene.pair().tokenType == subject ?? .company)
        }
    }
}
