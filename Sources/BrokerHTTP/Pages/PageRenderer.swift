package import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import Mustache
import NIOCore
import OAuth

/// Renders the pages. Every answer carries the headers that keep a page from being framed, scripted or kept.
package struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    let formTokens: FormTokens

    /// The library keeps content types in one unguarded table: written once, before any template is parsed.
    private static let registerEscaping: Void = MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)

    package init(engine: Engine) throws {
        Self.registerEscaping
        var library = MustacheLibrary()
        for (name, text) in [
            ("layout", PageText.layout), ("sign-in", PageText.signIn), ("consent", PageText.consent), ("message", PageText.message),
            ("connections", PageText.connections), ("applications", PageText.applications),
            ("application-form", PageText.applicationForm), ("personal-tokens", PageText.personalTokens),
            ("personal-token-form", PageText.personalTokenForm), ("secret", PageText.secret), ("webhooks", PageText.webhooks),
            ("webhook-form", PageText.webhookForm), ("webhook", PageText.webhook), ("webhook-delivery", PageText.webhookDelivery),
            ("webhook-deletion", PageText.webhookDeletion), ("webhook-tenants", PageText.webhookTenants),
            ("reference", PageText.reference), ("prose", PageText.prose),
        ] {
            try library.register(text, named: name)
        }
        self.library = library
        formTokens = FormTokens(engine: engine)
    }

    func signIn(_ page: SignInPage, site: TenantSite, visitor: String?) throws -> Response {
        let browser = try visitor ?? FormTokens.newBrowser()
        var values = common("Sign in", site: site)
        values["action"] = "\(site.basePath)/sign-in"
        values["form_token"] = try formTokens.make(.signIn, browser: browser, at: site)
        values["return_to"] = page.returnTo
        values["leads_to"] = page.leadsTo
        values["email"] = page.email
        values["error"] = page.problem?.text
        if let platform = page.platform { values["platform"] = Self.values(of: platform, hasLogo: false, site: site) }
        var response = html(
            "sign-in", values, status: page.problem?.status ?? .ok, formTargets: page.leadsTo.map { [RedirectURI.origin(of: $0)] } ?? [])
        if visitor == nil { response.setCookie(Browser.visitorCookie(browser, site: site)) }
        return response
    }

    func consent(_ prompt: ConsentPrompt, returnTo: String, site: TenantSite) throws -> Response {
        let platform = prompt.authorization.platform
        let browser = prompt.session.id.description
        guard !prompt.choices.isEmpty else { return try noAccount(prompt, returnTo: returnTo, site: site) }
        var values = common("Connect \(platform.name)", site: site)
        values["action"] = "\(site.basePath)/consent"
        values["form_token"] = try formTokens.make(.consent, browser: browser, at: site)
        values["request"] = prompt.sealedRequest
        values["platform"] = Self.values(of: platform, hasLogo: prompt.hasLogo, site: site)
        values["redirect_host"] = RedirectURI.authority(of: prompt.authorization.redirectURI)
        values["lifetime_text"] = Self.lifetimeText(of: prompt.authorization.tokenType, rules: site.dialect.rules)
        values["permissions"] = prompt.permissions
        values["is_account"] = prompt.authorization.tokenType == .company
        values["replaces"] = site.dialect.rules.liveTokens == .one
        values.merge(try identity(of: prompt.session, returnTo: returnTo, site: site)) { $1 }
        values["can_disconnect"] = prompt.choices.contains { $0.connection != nil }
        if prompt.choices.count == 1 {
            let choice = prompt.choices[0]
            values["single_account"] = ["id": choice.account.publicID, "name": choice.account.name]
            values["already_connected"] = choice.connection.map { Self.values(of: $0, account: choice.account) }
        } else {
            values["several_accounts"] = true
            values["accounts"] = prompt.choices.map { choice in
                var account: [String: Any] = ["id": choice.account.publicID, "name": choice.account.name]
                account["connected"] = choice.connection.map { Self.values(of: $0, account: choice.account) }
                return account
            }
        }
        return html("consent", values, formTargets: [RedirectURI.origin(of: prompt.authorization.redirectURI)])
    }

    /// A page that only says something. Without a tenant it speaks for nobody.
    func message(
        _ heading: String, _ message: String, status: HTTPResponse.Status = .ok, site: TenantSite?, headers: HTTPFields = [:],
        links: [(address: String, text: String)] = [], requestID: String? = nil, identity: [String: Any] = [:]
    ) -> Response {
        var values = common(heading, site: site)
        values["heading"] = heading
        values["message"] = Self.sentence(message)
        values["request_id"] = status.kind == .successful ? nil : requestID
        values["links"] = links.map { ["href": $0.address, "text": $0.text] }
        values.merge(identity) { $1 }
        var response = html("message", values, status: status, formTargets: [])
        response.headers.append(contentsOf: headers)
        return response
    }

    private func noAccount(_ prompt: ConsentPrompt, returnTo: String, site: TenantSite) throws -> Response {
        let roles = site.dialect.rules.accountApprovers
        let mustHaveRole = prompt.authorization.tokenType == .company && !roles.isEmpty
        let reason =
            mustHaveRole
            ? "which has no account in which it may allow this: it is for the whole account, and somebody with the role "
                + "\(roles.joined(separator: " or ")) must do it. They can go on from here once you have signed out."
            : "but this user is in no account that could be connected. Somebody else can go on from here once you have signed out."
        return message(
            mustHaveRole ? "You may not allow this" : "No account to connect",
            "You are signed in as \(prompt.session.user.email), \(reason)", status: .forbidden, site: site,
            identity: try identity(of: prompt.session, returnTo: returnTo, site: site))
    }

    /// Something that is told once: it is in this page and nowhere else.
    func secret(
        _ heading: String, _ message: String, values told: [(name: String, value: String)], link: String, site: TenantSite
    ) -> Response {
        secret(heading, message, values: told, link: link, frame: common(heading, site: site))
    }

    func secret(
        _ heading: String, _ message: String, values told: [(name: String, value: String)], link: String, frame: [String: Any]
    ) -> Response {
        var values = frame
        values["heading"] = heading
        values["message"] = message
        values["values"] = told.map { ["name": $0.name, "value": $0.value] }
        values["link"] = link
        return html("secret", values, formTargets: [])
    }

    func html(
        _ template: String, _ values: [String: Any], status: HTTPResponse.Status = .ok, formTargets: [String]
    ) -> Response {
        let text = library.render(values, withTemplate: template) ?? ""
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .cacheControl: "no-store",
            .contentSecurityPolicy: PageHeaders.contentSecurityPolicy(formTargets: formTargets),
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in PageHeaders.fixed { headers.set(name, to: value) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
