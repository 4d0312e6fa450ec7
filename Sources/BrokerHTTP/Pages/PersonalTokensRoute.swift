import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import OAuth
import Secrets

/// *Personal access tokens*: people with a role make tokens for their own programs, and see each once.
struct PersonalTokensRoute: Sendable {
    private let tokens: PersonalAccessTokens
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        tokens = PersonalAccessTokens(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        return try await show(nil, session, context)
    }

    /// The form, filled in as a template link says (WIRE-CONTRACTS 3.2).
    @Sendable func getForm(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        let asked = try OAuthParameters(try FormDecoding.pairs(request.uri.query ?? "")).all
        let fields = asked.merging(["scope": asked["scopes"] ?? asked["scope"] ?? ""]) { _, new in new }
        return try await form(fields, error: nil, session, context)
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let session = try await browser.signedIn(request, at: site)
        let fields = try await browser.form(request, .personalTokens, browser: session.id.description, at: site)
        switch fields["change"] {
        case "create": return try await create(fields, session, context)
        case "revoke":
            guard let id = fields["token"].flatMap(UUID.init(uuidString:)) else { throw SurfaceError.badForm("The form names no token.") }
            let done = try await tokens.revoke(
                PersonalAccessToken.ID(rawValue: id), session: session, at: site, origin: context.origin)
            return try await show(done ? "The token is deleted." : "There was no such token any more.", session, context)
        default: throw SurfaceError.badForm("The form does not say what is to be done.")
        }
    }

    private func create(_ fields: [String: String], _ session: BrowserSession, _ context: SiteContext) async throws -> Response {
        do {
            let token = try await tokens.create(
                name: fields["name"] ?? "", scope: ScopeRecord.parse(fields["scope"] ?? ""), account: fields["account"] ?? "",
                session: session, at: context.site, origin: context.origin)
            guard let token else { throw Self.noRole }
            return pages.secret(
                "Your token", "This is your personal access token.", values: [("Token", token.value)],
                link: context.site.basePath + PagePath.personalTokens, site: context.site)
        } catch let error as InputError {
            return try await form(
                fields, error: "\(error.field == "scope_rules" ? "Scope" : error.field.capitalized): \(error.message).", session, context)
        }
    }

    private func form(
        _ fields: [String: String], error: String?, _ session: BrowserSession, _ context: SiteContext
    ) async throws -> Response {
        let accounts = try await tokens.accounts(of: session, at: context.site)
        guard !accounts.isEmpty else { throw Self.noRole }
        return try pages.personalTokenForm(fields, error: error, accounts: accounts, session: session, site: context.site)
    }

    private func show(_ notice: String?, _ session: BrowserSession, _ context: SiteContext) async throws -> Response {
        let canCreate = try await !tokens.accounts(of: session, at: context.site).isEmpty
        let list = try await tokens.list(of: session, at: context.site)
        return try pages.personalTokens(list, canCreate: canCreate, notice: notice, session: session, site: context.site)
    }

    private static let noRole = SurfaceError.notForYou("Only people with a role in an account make tokens of their own.")
}

extension PageRenderer {
    func personalTokens(
        _ tokens: [PersonalAccessToken], canCreate: Bool, notice: String?, session: BrowserSession, site: TenantSite
    ) throws -> Response {
        var values = common("Personal access tokens", site: site)
        values["notice"] = notice
        values["can_create"] = canCreate
        values["action"] = site.basePath + PagePath.personalTokens
        values["new_url"] = site.basePath + PagePath.newPersonalToken
        values["form_token"] = try formTokens.make(.personalTokens, browser: session.id.description, at: site)
        values["tokens"] = tokens.map {
            [
                "id": $0.id.description, "name": $0.name, "account": $0.account.name, "since_text": Self.dateText($0.createdAt),
            ]
        }
        values.merge(try identity(of: session, returnTo: site.basePath + PagePath.personalTokens, site: site)) { $1 }
        return html("personal-tokens", values, formTargets: [])
    }

    func personalTokenForm(
        _ fields: [String: String], error: String?, accounts: [Account], session: BrowserSession, site: TenantSite
    ) throws -> Response {
        var values = common("Make a personal access token", site: site)
        for name in ["name", "scope"] { values[name] = fields[name] }
        values["error"] = error
        values["action"] = site.basePath + PagePath.personalTokens
        values["form_token"] = try formTokens.make(.personalTokens, browser: session.id.description, at: site)
        values["accounts"] = Self.options(accounts, selected: fields["account"])
        return html("personal-token-form", values, status: error == nil ? .ok : .unprocessableContent, formTargets: [])
    }
}
