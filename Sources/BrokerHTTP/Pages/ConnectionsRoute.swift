import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model

/// *Access & Security*: a person sees what is connected, narrows it and ends it.
struct ConnectionsRoute: Sendable {
    private let listConnections: ListConnections
    private let changeConnection: ChangeConnection
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        listConnections = ListConnections(engine: engine)
        changeConnection = ChangeConnection(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        return try await show(nil, session, context)
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let session = try await browser.signedIn(request, at: site)
        let form = try await browser.form(request, .connections, browser: session.id.description, at: site)
        guard let grant = form["grant"].flatMap(UUID.init(uuidString:)) else { throw SurfaceError.badForm("The form names no connection.") }
        let change = try Self.change(form)
        let outcome = try await changeConnection(
            change, of: Grant.ID(rawValue: grant), session: session, at: site, origin: context.origin)
        return switch outcome {
        case .done(let platform, let account):
            try await show(Self.notice(of: change, platform: platform, account: account), session, context)
        case .gone: try await show("There was nothing to change: that connection may have ended already.", session, context)
        }
    }

    private func show(_ notice: String?, _ session: BrowserSession, _ context: SiteContext) async throws -> Response {
        let entries = try await listConnections(of: session, at: context.site)
        return try pages.connections(entries, notice: notice, session: session, site: context.site)
    }

    private static func notice(of change: ChangeConnection.Change, platform: String, account: String) -> String {
        switch change {
        case .revoke: "Ended: what \(platform) had in \(account) works no longer."
        case .uninstall: "Uninstalled: nothing of \(platform) works in \(account) any longer."
        case .revokeToken: "The token of \(platform) is revoked."
        case .narrow: "\(platform) may now do no more in \(account) than what is ticked."
        }
    }

    private static func change(_ form: [String: String]) throws(SurfaceError) -> ChangeConnection.Change {
        switch form["change"] {
        case "revoke": return .revoke
        case "uninstall": return .uninstall
        case "narrow": return .narrow(form.filter { $0.key.hasPrefix("scope_") }.map(\.value))
        case "revoke-token":
            guard let token = form["token"].flatMap(UUID.init(uuidString:)) else { throw .badForm("The form names no token.") }
            return .revokeToken(AccessToken.ID(rawValue: token))
        default: throw .badForm("The form does not say what is to be changed.")
        }
    }
}

extension PageRenderer {
    func connections(
        _ entries: [ListConnections.Entry], notice: String?, session: BrowserSession, site: TenantSite
    ) throws -> Response {
        var values = common("Access & Security", site: site)
        values["notice"] = notice
        values["action"] = site.basePath + PagePath.connections
        values["form_token"] = try formTokens.make(.connections, browser: session.id.description, at: site)
        values["connections"] = entries.map { Self.values(of: $0, rules: site.dialect.rules) }
        values.merge(try identity(of: session, returnTo: site.basePath + PagePath.connections, site: site)) { $1 }
        return html("connections", values, formTargets: [])
    }

    /// Who is signed in, and the way out, which leads on to the address `returnTo`: the frame of a page shows it below.
    func identity(of session: BrowserSession, returnTo: String, site: TenantSite) throws -> [String: Any] {
        [
            "user": Self.values(of: session.user), "sign_out_action": "\(site.basePath)/sign-out",
            "sign_out_token": try formTokens.make(.signOut, browser: session.id.description, at: site), "return_to": returnTo,
        ]
    }

    private static func values(of entry: ListConnections.Entry, rules: Rules) -> [String: Any] {
        let connection = entry.connection
        var values: [String: Any] = [
            "id": connection.grantID.description, "platform": connection.platform.name, "account": connection.account.name,
            "is_account": connection.userID == nil, "by": connection.approvedBy, "since_text": dateText(connection.approvedAt),
            "can_uninstall": rules.tokensAreListed,
        ]
        values["approver_missing_text"] = connection.approverMissingAt.map(dateText)
        values["scopes"] =
            [
                "is_shown": !entry.permissions.isEmpty, "can_narrow": connection.scopes.count > 1,
                "list": entry.permissions.enumerated().map { ["place": "\($0.offset)", "name": $0.element] },
            ] as [String: Any]
        values["tokens"] =
            [
                "is_shown": !entry.tokens.isEmpty,
                "list": entry.tokens.map {
                    ["id": $0.id.description, "grant": connection.grantID.description, "since_text": dateText($0.createdAt)]
                },
            ] as [String: Any]
        return values
    }
}
