import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import OAuth

/// What the list of applications shows.
struct ApplicationsPage {
    var entries: [(Account, ManageApplications.Entry)] = []
    var notice: String?
    var error: String?
}

/// What the form of a new application shows.
struct ApplicationForm {
    /// As typed before, or as a link says.
    var fields: [String: String]
    var error: String?
}

extension PageRenderer {
    func applications(
        _ page: ApplicationsPage, session: BrowserSession, site: TenantSite, status: HTTPResponse.Status
    ) throws -> Response {
        var values = common("Applications", site: site)
        values["notice"] = page.notice
        values["error"] = page.error
        values["action"] = site.basePath + PagePath.applications
        values["new_url"] = site.basePath + PagePath.newApplication
        values["form_token"] = try formTokens.make(.applications, browser: session.id.description, at: site)
        values["applications"] = page.entries.map { account, entry in
            [
                "client_id": entry.platform.clientID, "name": entry.platform.name, "account": account.name,
                "grant_type_text": Self.text(of: entry.platform.grantTypes[0]), "disabled": entry.platform.disabledAt != nil,
                "webhooks_url": "\(site.basePath)\(PagePath.webhooks)?client_id=\(entry.platform.clientID)",
                "scope": entry.scope.map(\.text).joined(separator: "; "),
                "secrets": entry.secrets.map { secret in
                    [
                        "id": secret.id.description, "since_text": Self.dateText(secret.createdAt), "ended": secret.disabledAt != nil,
                    ] as [String: Any]
                },
            ] as [String: Any]
        }
        values.merge(try identity(of: session, returnTo: site.basePath + PagePath.applications, site: site)) { $1 }
        return html("applications", values, status: status, formTargets: [])
    }

    func applicationForm(_ form: ApplicationForm, accounts: [Account], session: BrowserSession, site: TenantSite) throws -> Response {
        var values = common("Register an application", site: site)
        for name in ["name", "description", "url", "redirect_uris", "scope"] { values[name] = form.fields[name] }
        values["error"] = form.error
        values["action"] = site.basePath + PagePath.applications
        values["form_token"] = try formTokens.make(.applications, browser: session.id.description, at: site)
        values["accounts"] = Self.options(accounts, selected: form.fields["account"])
        values["grant_types"] = [GrantType.authorizationCode, .clientCredentials].map {
            ["value": $0.rawValue, "text": Self.text(of: $0), "selected": form.fields["grant_type"] == $0.rawValue] as [String: Any]
        }
        return html("application-form", values, status: form.error == nil ? .ok : .unprocessableContent, formTargets: [])
    }

    static func options(_ accounts: [Account], selected: String?) -> [[String: Any]] {
        accounts.map { ["id": $0.publicID, "name": $0.name, "selected": $0.publicID == selected] }
    }

    private static func text(of grantType: GrantType) -> String {
        grantType == .clientCredentials ? "Client credentials: it acts as whoever registered it" : "Authorization code: people allow it"
    }
}
