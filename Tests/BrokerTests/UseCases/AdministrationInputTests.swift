import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

/// Texts no name on one line may be.
private let badNames = [
    "", " ", "\u{3000}", String(repeating: "n", count: 201), "two\nlines", "two\rlines", "nul\u{0}", "bell\u{7}", "c1\u{85}",
    "\u{202E}redro", "\u{2066}isolate", "a\u{202C}b", "delete\u{7F}",
]

@Suite("what an operator may type, field by field", .database)
struct AdministrationInputTests {
    @Test("a tenant's slug", arguments: ["", "A", "a_b", "-a", "a-", "a b", "é", "a.b", String(repeating: "a", count: 64), "a\n"])
    func slug(_ slug: String) async throws {
        try await refuses("slug") { world in
            _ = try await CreateTenant(engine: world.engine)(.init(slug: slug, name: "N", dialect: "xref"), by: .server)
        }
    }

    @Test("a tenant's name", arguments: badNames)
    func tenantName(_ name: String) async throws {
        try await refuses("name") { world in
            _ = try await CreateTenant(engine: world.engine)(.init(slug: "a", name: name, dialect: "xref"), by: .server)
        }
    }

    @Test("a tenant's dialect", arguments: ["", "Xref", "oauth"])
    func dialect(_ dialect: String) async throws {
        try await refuses("dialect") { world in
            _ = try await CreateTenant(engine: world.engine)(.init(slug: "a", name: "N", dialect: dialect), by: .server)
        }
    }

    @Test(
        "a tenant's public URL",
        arguments: [
            "", "login.vendor.example", "http://login.vendor.example", "https://", "https:///x", "https://Login.vendor.example",
            "https://u@login.vendor.example", "https://login.vendor.example?q", "https://login.vendor.example/#f",
            "ftp://login.vendor.example",
            "https://login.vendor.example/a b", "https://l\u{F6}gin.example",
            "https://login.vendor.example/" + String(repeating: "x", count: 512),
        ])
    func publicURL(_ url: String) async throws {
        try await refuses("public-url") { world in
            _ = try await CreateTenant(engine: world.engine)(.init(slug: "a", name: "N", dialect: "xref", publicURL: url), by: .server)
        }
    }

    @Test("a slug and a host belong to one tenant")
    func tenantIsUnique() async throws {
        try await World.run { world in
            _ = try await world.tenant(slug: "a", publicURL: "https://login.vendor.example")
            let sameSlug = await #expect(throws: InputError.self) { try await world.tenant(slug: "a") }
            #expect(sameSlug == InputError("slug", "a is taken"))
            let sameHost = await #expect(throws: InputError.self) { try await world.tenant(publicURL: "https://login.vendor.example/x") }
            #expect(sameHost?.field == "public-url")
            #expect(try await Listing(engine: world.engine).tenants().count == 1)
        }
    }

    @Test("http is for sandboxes")
    func sandboxMayUseHTTP() async throws {
        try await World.run { world in
            let tenant = try await world.tenant(isSandbox: true, publicURL: "http://127.0.0.1:8080")
            #expect(tenant.publicURL == "http://127.0.0.1:8080")
        }
    }

    @Test("an account's name", arguments: badNames)
    func accountName(_ name: String) async throws {
        try await refuses("name") { world, tenant in
            _ = try await CreateAccount(engine: world.engine)(name: name, publicID: nil, in: tenant, by: .server)
        }
    }

    @Test("an account's id", arguments: ["", "a b", "a/b", "a.b", "é", "a\u{0}", String(repeating: "a", count: 65)])
    func accountID(_ id: String) async throws {
        try await refuses("id") { world, tenant in
            _ = try await CreateAccount(engine: world.engine)(name: "N", publicID: id, in: tenant, by: .server)
        }
    }

    @Test("an account's id is one account's within its tenant, by every letter")
    func accountIsUnique() async throws {
        try await World.run { world in
            let (one, two) = (try await world.tenant(), try await world.tenant())
            let create = CreateAccount(engine: world.engine)
            #expect(try await create(name: "N", publicID: "acme", in: one, by: .server).publicID == "acme")
            let error = await #expect(throws: InputError.self) { try await create(name: "N", publicID: "acme", in: one, by: .server) }
            #expect(error == InputError("id", "acme is taken"))
            _ = try await create(name: "N", publicID: "Acme", in: one, by: .server)
            _ = try await create(name: "N", publicID: "acme", in: two, by: .server)
        }
    }

    @Test(
        "a user's address",
        arguments: ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "a@b\u{0}", "a\u{A0}@b", String(repeating: "a", count: 253) + "@b"])
    func email(_ email: String) async throws {
        try await refuses("email") { world, tenant in
            _ = try await CreateUser(engine: world.engine)(email: email, name: nil, password: nil, in: tenant, by: .server)
        }
    }

    @Test("a user's name, where there is one", arguments: badNames.filter { !$0.allSatisfy(\.isWhitespace) })
    func userName(_ name: String) async throws {
        try await refuses("name") { world, tenant in
            _ = try await CreateUser(engine: world.engine)(email: "a@b", name: name, password: nil, in: tenant, by: .server)
        }
    }

    @Test("a user's password", arguments: ["", "12345678901", String(repeating: "x", count: 1025)])
    func password(_ password: String) async throws {
        try await refuses("password") { world, tenant in
            _ = try await CreateUser(engine: world.engine)(
                email: "a@b", name: nil, password: PlainSecret(password), in: tenant, by: .server)
        }
    }

    @Test("an address is one user's within its tenant, whatever the case of its letters")
    func userIsUnique() async throws {
        try await World.run { world in
            let (one, two) = (try await world.tenant(), try await world.tenant())
            let create = CreateUser(engine: world.engine)
            _ = try await create(email: "ada@first.example", name: " ", password: nil, in: one, by: .server)
            let error = await #expect(throws: InputError.self) {
                try await create(email: "ADA@first.example", name: nil, password: nil, in: one, by: .server)
            }
            #expect(error?.field == "email")
            _ = try await create(email: "ada@first.example", name: nil, password: nil, in: two, by: .server)
            #expect(try await Listing(engine: world.engine).users(of: one).map(\.name) == [nil])
        }
    }

    @Test("who joins or leaves which account in which roles")
    func membership() async throws {
        try await Scene.run { scene in
            let change = ChangeMembership(engine: scene.engine)
            let (tenant, id) = (scene.tenant, scene.account.publicID)
            for (email, account, roles, field) in [
                ("ada@first.example", "none", ["member"], "account"), ("none@first.example", id, ["member"], "email"),
                ("no address", id, ["member"], "email"), ("ada@first.example", id, ["a role"], "roles"),
                ("ada@first.example", id, [""], "roles"),
            ] {
                let error = await #expect(throws: InputError.self) {
                    try await change.join(email: email, account: account, roles: roles, in: tenant, by: .server)
                }
                #expect(error?.field == field)
            }
            try await change.leave(email: "ada@first.example", account: id, in: tenant, by: .server)
            let error = await #expect(throws: InputError.self) {
                try await change.leave(email: "ada@first.example", account: id, in: tenant, by: .server)
            }
            #expect(error?.field == "email")
        }
    }

    /// A refusal that names the field and stores nothing.
    private func refuses(
        _ field: String, _ action: @escaping @Sendable (World, Tenant) async throws -> Void
    ) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(isSandbox: false)
            let before = try await world.rowCounts()
            let error = await #expect(throws: InputError.self) { try await action(world, tenant) }
            #expect(error?.field == field)
            #expect(try await world.rowCounts() == before)
        }
    }

    private func refuses(_ field: String, _ action: @escaping @Sendable (World) async throws -> Void) async throws {
        try await refuses(field) { world, _ in try await action(world) }
    }
}
