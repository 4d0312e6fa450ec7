import Broker
import HTTPTypes
import Hummingbird
import Model
import OAuth
import Secrets

/// Who is at the other end of a page: the cookies, the session behind them, and the forms that come back.
struct Browser: Sendable {
    private static let sessionName = "symbolon_session"
    private static let visitorName = "symbolon_visitor"
    /// Beside the other, so that a link somebody opens signs nobody out who had signed in.
    private static let arrivalName = "symbolon_arrival"

    private let findBrowserSession: FindBrowserSession
    private let formTokens: FormTokens

    init(engine: Engine) {
        findBrowserSession = FindBrowserSession(engine: engine)
        formTokens = FormTokens(engine: engine)
    }

    /// The live session of a person who signed in here.
    func session(of request: Request, at site: TenantSite) async throws -> BrowserSession? {
        guard let secret = sessionSecret(of: request, at: site), let session = try await findBrowserSession(secret, at: site),
            session.accountID == nil
        else { return nil }
        return session
    }

    /// The live session of a person whom an SSO token signed in: they have not said themselves who they are.
    func arrival(of request: Request, at site: TenantSite) async throws -> BrowserSession? {
        guard let secret = Self.secret(Self.arrivalName, of: request, at: site) else { return nil }
        return try await findBrowserSession(secret, at: site)
    }

    func sessionSecret(of request: Request, at site: TenantSite) -> PlainSecret? { Self.secret(Self.sessionName, of: request, at: site) }

    private static func secret(_ cookie: String, of request: Request, at site: TenantSite) -> PlainSecret? {
        guard let value = request.cookies[name(cookie, site)]?.value, (1...128).contains(value.utf8.count) else { return nil }
        return PlainSecret(value)
    }

    /// The name of a browser nobody is signed in with, if it was given one.
    func visitor(of request: Request, at site: TenantSite) -> String? {
        guard let value = request.cookies[Self.name(Self.visitorName, site)]?.value, value.utf8.count == 32 else { return nil }
        return value
    }

    static func visitorCookie(_ visitor: String, site: TenantSite) -> Cookie { cookie(visitorName, visitor, maxAge: nil, site) }

    static func sessionCookie(_ secret: PlainSecret, site: TenantSite) -> Cookie {
        cookie(sessionName, secret.value, maxAge: Int(SignIn.sessionLifetime.components.seconds), site)
    }

    static func arrivalCookie(_ secret: PlainSecret, site: TenantSite) -> Cookie {
        cookie(arrivalName, secret.value, maxAge: Int(SignIn.sessionLifetime.components.seconds), site)
    }

    static func endedCookies(site: TenantSite) -> [Cookie] { [sessionName, arrivalName].map { cookie($0, "", maxAge: 0, site) } }

    /// What this browser is signed in with, by a password or by a link.
    func secrets(of request: Request, at site: TenantSite) -> [PlainSecret] {
        [Self.sessionName, Self.arrivalName].compactMap { Self.secret($0, of: request, at: site) }
    }

    /// The fields of a form that came from a page of this tenant in this browser, or a throw.
    func form(_ request: Request, _ purpose: FormTokens.Purpose, browser: String?, at site: TenantSite) async throws -> [String: String] {
        try Self.checkOrigin(request, own: [site.origin])
        let fields = try await ParameterReader.readForm(request)
        guard let browser, formTokens.verify(fields["form_token"] ?? "", purpose, browser: browser, at: site) else {
            throw SurfaceError.forbidden(
                "The form was opened in another browser, or cookies are switched off. Please go back and start again.")
        }
        return fields.all.filter { $0.key != "form_token" }
    }

    /// Throws where a browser says that a form came from elsewhere than one of our own origins.
    static func checkOrigin(_ request: Request, own origins: [String]) throws(SurfaceError) {
        // Browsers send `null` under our own Referrer-Policy; then the token alone decides.
        if let origin = request.headers[.origin], origin != "null", !origins.contains(origin) {
            throw .forbidden("The form was sent from another site. Please go back and start again.")
        }
        // A sibling domain can plant cookies and send a null Origin, but not this.
        if let source = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), source != "same-origin", source != "none" {
            throw .forbidden("The form was sent from another site. Please go back and start again.")
        }
    }

    private static func cookie(_ name: String, _ value: String, maxAge: Int?, _ site: TenantSite) -> Cookie {
        Cookie(
            name: Self.name(name, site), value: value, maxAge: maxAge, path: site.basePath.isEmpty ? "/" : site.basePath,
            secure: site.isSecure,
            httpOnly: true, sameSite: .lax)
    }

    /// Browsers let nobody but this very host set a cookie of such a name (RFC 6265bis §4.1.3).
    private static func name(_ name: String, _ site: TenantSite) -> String {
        guard site.isSecure else { return name }
        return (site.basePath.isEmpty ? "__Host-" : "__Secure-") + name
    }
}
