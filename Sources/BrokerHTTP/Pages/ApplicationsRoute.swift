import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import OAuth
import Secrets

/// *Applications*: the administrators of an account register its OAuth applications, and see each secret once.
struct ApplicationsRoute: Sendable {
    private let manage: ManageApplications
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        manage = ManageApplications(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        return try await show(session, context, ApplicationsPage())
    }

    /// The form, filled in as a template link says (WIRE-CONTRACTS 3.2).
    @Sendable func getForm(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        let accounts = try await accounts(session, context)
        let asked = try OAuthParameters(try FormDecoding.pairs(request.uri.query ?? "")).all
        return try pages.applicationForm(
            ApplicationForm(fields: asked.merging(["scope": asked["scopes"] ?? asked["scope"] ?? ""]) { _, new in new }),
            accounts: accounts,
            session: session, site: context.site)
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let session = try await browser.signedIn(request, at: context.site)
        let form = try await browser.form(request, .applications, browser: session.id.description, at: context.site)
        let accounts = try await accounts(session, context)
        do {
            if form["change"] == "register" { return try await register(form, session, context) }
            return try await change(form, session, context)
        } catch let error as InputError {
            guard form["change"] == "register" else {
                return try await show(session, context, ApplicationsPage(error: Self.text(error)), status: .unprocessableContent)
            }
            return try pages.applicationForm(
                ApplicationForm(fields: form, error: Self.text(error)), accounts: accounts, session: session, site: context.site)
        }
    }

    private func register(_ form: [String: String], _ session: BrowserSession, _ context: SiteContext) async throws -> Response {
        let registered = try await manage.register(
            ManageApplications.Input(
                name: form["name"] ?? "", description: form["description"], url: form["url"],
                redirectURIs: (form["redirect_uris"] ?? "").split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " } }
                    .filter { !$0.isEmpty },
                grantType: GrantType(rawValue: form["grant_type"] ?? ""), scope: ScopeRecord.parse(form["scope"] ?? "")),
            account: form["account"] ?? "", session: session, at: context.site, origin: context.origin)
        guard let registered, let secret = registered.clientSecret else { throw Self.notAnAdministrator }
        return pages.secret(
            "Registered", "This is the secret of \(registered.platform.name).",
            values: [("Client ID", registered.platform.clientID), ("Client secret", secret.value)],
            link: context.site.basePath + PagePath.applications, site: context.site)
    }

    private func change(_ form: [String: String], _ session: BrowserSession, _ context: SiteContext) async throws -> Response {
        let (site, origin, clientID) = (context.site, context.origin, form["client_id"] ?? "")
        let done: Bool
        switch form["change"] {
        case "add-secret":
            guard let secret = try await manage.addSecret(to: clientID, session: session, at: site, origin: origin) else {
                throw Self.notAnAdministrator
            }
            return pages.secret(
                "A further secret", "The earlier ones go on working until they are disabled.",
                values: [("Client ID", clientID), ("Client secret", secret.value)], link: site.basePath + PagePath.applications, site: site)
        case "disable-secret":
            guard let id = form["secret"].flatMap(UUID.init(uuidString:)) else { throw SurfaceError.badForm("The form names no secret.") }
            done = try await manage.disableSecret(
                PlatformSecret.ID(rawValue: id), of: clientID, session: session, at: site, origin: origin)
        case "disable": done = try await manage.setDisabled(true, clientID, session: session, at: site, origin: origin)
        case "enable": done = try await manage.setDisabled(false, clientID, session: session, at: site, origin: origin)
        case "set-scope":
            done = try await manage.setScope(
                ScopeRecord.parse(form["scope"] ?? ""), of: clientID, session: session, at: site, origin: origin)
        default: throw SurfaceError.badForm("The form does not say what is to be changed.")
        }
        guard done else { throw Self.notAnAdministrator }
        return try await show(session, context, ApplicationsPage(notice: "Changed."))
    }

    private func show(
        _ session: BrowserSession, _ context: SiteContext, _ page: ApplicationsPage, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var page = page
        for account in try await accounts(session, context) {
            page.entries += try await manage.list(account: account, at: context.site).map { (account, $0) }
        }
        return try pages.applications(page, session: session, site: context.site, status: status)
    }

    private func accounts(_ session: BrowserSession, _ context: SiteContext) async throws -> [Account] {
        let accounts = try await manage.accounts(of: session, at: context.site)
        guard !accounts.isEmpty else { throw Self.notAnAdministrator }
        return accounts
    }

    private static let notAnAdministrator = SurfaceError.notForYou("Only administrators of an account keep its applications.")

    /// By the names the form has for its fields.
    private static func text(_ error: InputError) -> String {
        let labels = [
            "redirect_uris": "Endpoints", "grant_types": "Grant type", "url": "Homepage", "scope_rules": "Scope", "secrets": "Secrets",
        ]
        return "\(labels[error.field] ?? error.field.capitalized): \(error.message)."
    }
}
