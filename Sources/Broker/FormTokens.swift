import Foundation
package import Model
import Secrets

/// Tokens that prove a form came from a page of this tenant in this browser (SECURITY 2 row 31).
package struct FormTokens: Sendable {
    /// What a form is for; a token of one is worth nothing in another.
    package enum Purpose: String, Sendable {
        case signIn, signOut, consent, connections, applications, personalTokens, webhooks
    }

    private let keys: KeyRing

    package init(engine: Engine) { keys = engine.keys }

    /// `browser` names the browser session: its id once somebody is signed in, a random value before.
    package func make(_ purpose: Purpose, browser: String, at site: TenantSite) throws -> String {
        try keys.formToken(binding: Array(browser.utf8), purpose: Self.name(purpose, site))
    }

    package func verify(_ token: String, _ purpose: Purpose, browser: String, at site: TenantSite) -> Bool {
        keys.verifiesFormToken(token, binding: Array(browser.utf8), purpose: Self.name(purpose, site))
    }

    /// For a page that a key of the management API opens, about one tenant.
    package func make(_ purpose: Purpose, key: AdminKey, about tenant: Tenant) throws -> String {
        try keys.formToken(binding: Array(key.id.description.utf8), purpose: Self.keyName(purpose, tenant))
    }

    package func verify(_ token: String, _ purpose: Purpose, key: AdminKey, about tenant: Tenant) -> Bool {
        keys.verifiesFormToken(token, binding: Array(key.id.description.utf8), purpose: Self.keyName(purpose, tenant))
    }

    /// A fresh random value that names a browser nobody is signed in with.
    package static func newBrowser() throws -> String { try SecureRandom.hex(bytes: 16) }

    private static func keyName(_ purpose: Purpose, _ tenant: Tenant) -> String { "key/\(purpose.rawValue)/\(tenant.id)" }

    private static func name(_ purpose: Purpose, _ site: TenantSite) -> String { "\(purpose.rawValue)/\(site.tenant.id)" }
}
