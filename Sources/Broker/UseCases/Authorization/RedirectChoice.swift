import Dialects
import Model
import OAuth

/// Where a request may send the person back to: what it names, if the platform registered it in the dialect's sense.
struct RedirectChoice {
    let platform: Platform
    let rules: Rules
    let isSandbox: Bool

    /// What the request names, where the dialect lets it name anything.
    func named(by parameters: OAuthParameters) -> String? {
        rules.redirectMatch == .registered ? nil : parameters["redirect_uri"]
    }

    /// The URI to use; the only registered one when none was named and none need be.
    func choose(_ named: String?) -> String? {
        if let named { return allows(named) ? named : nil }
        guard !rules.requiresRedirectURI, platform.redirectURIs.count == 1 else { return nil }
        return platform.redirectURIs[0]
    }

    func allows(_ uri: String) -> Bool {
        platform.redirectURIs.contains { registered in
            switch rules.redirectMatch {
            case .exact, .registered: RedirectURI.isSame(uri, as: registered)
            case .sameOrigin: RedirectURI.isSameOrigin(uri, as: registered, allowLoopbackHTTP: isSandbox)
            case .below: RedirectURI.isBelow(uri, registered, allowLoopbackHTTP: isSandbox)
            }
        }
    }
}
