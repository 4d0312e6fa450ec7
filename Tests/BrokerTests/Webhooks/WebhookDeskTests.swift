import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("who looks after webhooks", .database)
struct WebhookDeskTests {
    private static func open(_ clientID: String, _ scene: Scene, _ session: BrowserSession) async throws -> WebhookDesk? {
        try await ManageApplicationWebhooks(engine: scene.engine)(
            clientID: clientID, session: session, at: scene.site, origin: .local)
    }

    @Test("of an application: those who manage it, while they do; nobody whom a platform's word let in, and nobody for the vendor's own")
    func applications() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let clientID = try await scene.world.platform(owner: scene.account, in: scene.tenant).platform.clientID
            let (ada, bob) = (try await scene.session(), try await scene.session(of: try await scene.colleague(roles: ["auditor"])))
            #expect(try await Self.open(clientID, scene, ada)?.platform?.clientID == clientID)
            #expect(try await Self.open(clientID, scene, bob)?.tenant == nil)
            #expect(try await Self.open(scene.platform.platform.clientID, scene, ada)?.tenant == nil)
            let confined = try await scene.world.session(of: scene.user, confinedTo: scene.account, in: scene.tenant)
            #expect(try await Self.open(clientID, scene, confined)?.tenant == nil)
            try await scene.join(roles: ["auditor"])
            #expect(try await Self.open(clientID, scene, ada)?.tenant == nil)
        }
    }

    @Test("nobody of an account where the dialect has no such roles")
    func otherDialects() async throws {
        for dialect in Dialect.all where dialect.rules.applicationManagers.isEmpty {
            try await Scene.run(dialect, Scene.Setup(roles: ["administrator", "account_administrator"])) { scene in
                let platform = try await scene.world.platform(owner: scene.account, in: scene.tenant).platform
                #expect(try await Self.open(platform.clientID, scene, try await scene.session())?.tenant == nil)
            }
        }
    }

    @Test("an application's desk holds its own endpoints and deliveries, takes none for another, and says on record who did what")
    func scope() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let platform = try await scene.world.platform(owner: scene.account, in: scene.tenant).platform
            let other = try await ManageWebhookEndpoints(engine: scene.engine).create(
                .init(url: "https://other.example/"), for: scene.platform.platform.clientID, in: scene.tenant, by: .server
            ).0
            let delivery = try #require(try await scene.deliveries().first)
            let desk = try #require(try await Self.open(platform.clientID, scene, try await scene.session()))
            #expect(try await desk.entries().isEmpty)
            #expect(try await desk.platforms().map(\.clientID) == [platform.clientID])
            #expect(try await desk.entry(other.id)?.endpoint == nil)
            #expect(try await desk.delivery(delivery.id)?.delivery == nil)
            #expect(try await desk.redeliver(delivery.id) == nil)
            #expect(try await desk.rotateSecret(other.id)?.value == nil)
            #expect(try await desk.test(other.id) == nil)
            #expect(try await desk.resend(to: other.id, since: other.createdAt, includingDelivered: true) == nil)
            #expect(try await !desk.setDisabled(true, other.id))
            #expect(try await !desk.delete(other.id))
            #expect(try await !desk.verify(other.id))
            #expect(try await !desk.update(other.id, .init(url: "https://evil.example/")))
            #expect(try await desk.add(.init(url: "https://evil.example/"), for: scene.platform.platform.clientID)?.endpoint == nil)
            #expect(try await scene.endpoint(other.id) == other)
            let made = try #require(try await desk.add(.init(url: "https://mine.example/"), for: platform.clientID))
            scene.world.secrets.add(made.secret.value)
            #expect(try await desk.entries().map(\.endpoint.id) == [made.endpoint.id])
            #expect(try await scene.audit("webhook_endpoint.created").last?.actorID == scene.user.id.description)
            // A page of deliveries begins where a delivery of the same endpoint is, and nowhere else.
            #expect(try await desk.deliveries(of: made.endpoint.id, before: delivery.id, limit: 10).count == 1)
        }
    }

    @Test("of a tenant: whoever holds its key or an operator's, until it is revoked")
    func keys() async throws {
        try await Scene.run { scene in
            let other = try await scene.world.tenant()
            let change = ChangeAdminKeys(engine: scene.engine)
            let find = AuthenticateAdminKey(engine: scene.engine)
            let manage = ManageTenantWebhooks(engine: scene.engine)
            for tenant in [scene.tenant, nil] {
                let (secret, made) = try await change.create(name: "desk", tenant: tenant, lifetime: nil, by: .server)
                scene.world.secrets.add(secret.value)
                let key = try #require(try await find(secret))
                #expect(key.id == made.id)
                #expect(try await manage(slug: scene.tenant.slug, key: key, origin: .local)?.tenant.id == scene.tenant.id)
                let isOperators = tenant == nil
                let opened = try await manage(slug: other.slug, key: key, origin: .local)
                #expect((opened?.tenant.id == other.id) == isOperators)
                #expect(try await manage(slug: "none", key: key, origin: .local)?.tenant == nil)
                let slugs = try await manage.tenants(of: key).map(\.slug)
                #expect(slugs.contains(scene.tenant.slug) && slugs.contains(other.slug) == isOperators)
                try await change.revoke(made.id, by: .server)
                #expect(try await find(secret) == nil)
            }
            #expect(try await find(PlainSecret("symbolon_admin_none")) == nil)
        }
    }
}
