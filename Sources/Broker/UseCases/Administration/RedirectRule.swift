import Dialects
import OAuth

/// What redirect URIs a platform may have.
enum RedirectRule {
    /// `isNative`: the platform is public, and so may be an app on a person's machine (RFC 8252 §7).
    static func check(_ uris: [String], rules: Rules, isSandbox: Bool, isNative: Bool) throws(InputError) {
        let field = "redirect_uris"
        guard !uris.isEmpty else { throw InputError(field, "at least one is needed") }
        guard uris.count <= rules.maximumRedirectURIs else {
            throw InputError(field, "at most \(rules.maximumRedirectURIs) may be registered here")
        }
        for uri in uris {
            do throws(OAuthError) {
                _ = try RedirectURI(registering: uri, allowLoopbackHTTP: isSandbox, isNative: isNative)
            } catch {
                throw InputError(field, error.description)
            }
        }
    }
}
