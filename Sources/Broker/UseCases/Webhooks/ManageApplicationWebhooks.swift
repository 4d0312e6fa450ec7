package import Model

/// What the administrators of an account do about the webhooks of its own applications, where the dialect has such roles.
package struct ManageApplicationWebhooks: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `nil` when this person has no such application to manage.
    package func callAsFunction(
        clientID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> WebhookDesk? {
        let manage = ManageApplications(engine: engine)
        guard let platform = try await manage.find(clientID, session: session, at: site, asItself: false) else { return nil }
        return WebhookDesk(
            engine: engine, tenant: site.tenant, dialect: site.dialect, platform: platform, actor: .user(session.user.id), origin: origin)
    }
}
