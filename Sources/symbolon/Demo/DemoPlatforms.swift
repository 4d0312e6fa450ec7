import Broker
import Model
import OAuth
import Secrets

/// The platforms of one demo tenant: made once, and kept with the secrets that demo.json remembers.
struct DemoPlatforms: Sendable {
    let engine: Engine
    let tenant: Tenant
    let vendor: DemoVendor
    /// The origin of the demo partner's page.
    let partner: String

    private var redirectURI: String { "\(partner)/callback" }
    private var logoURL: String { "\(partner)/logo.png" }

    func confidential(keeping old: DemoPlatform?) async throws -> DemoPlatform {
        if let kept = try await keep(old) { return kept }
        return try await register(
            RegisterPlatform.Input(
                name: "Demo Partner", description: "A page on this machine that shows what a partner platform sees.", url: partner,
                redirectURIs: [redirectURI], logoURL: logoURL, scopes: vendor.scopes, scopeRecords: vendor.scopeRecords))
    }

    func open(keeping old: DemoPlatform?) async throws -> DemoPlatform? {
        guard vendor.hasPublicPlatform else { return nil }
        if let kept = try await keep(old) { return kept }
        return try await register(
            RegisterPlatform.Input(
                name: "Demo App", description: "An app on a person's machine, which can keep no secret.", redirectURIs: [redirectURI],
                scopes: vendor.scopes, isPublic: true))
    }

    func actingByItself(keeping old: DemoPlatform?, account: String, administrator: String) async throws -> DemoPlatform? {
        guard let subject = vendor.clientCredentialsSubject else { return nil }
        if let old, try await exists(old) { return old }
        let platform = try await register(
            RegisterPlatform.Input(
                name: "Demo Robot", description: "A program that acts by itself.", redirectURIs: [], scopes: vendor.scopes,
                grantTypes: [.clientCredentials], scopeRecords: vendor.scopeRecords))
        try await InstallPlatform(engine: engine)(
            platform.clientID, account: account, user: subject == .user ? administrator : nil, approvedBy: administrator, in: tenant,
            by: .server)
        return platform
    }

    /// The platform there is, its addresses those of this start.
    private func keep(_ old: DemoPlatform?) async throws -> DemoPlatform? {
        guard var old, try await exists(old) else { return nil }
        _ = try await UpdatePlatform(engine: engine)(
            UpdatePlatform.Change(redirectURIs: [redirectURI], logoURL: old.clientSecret == nil ? "" : logoURL), of: old.clientID,
            in: tenant, by: .server)
        old.redirectURI = redirectURI
        return old
    }

    private func exists(_ platform: DemoPlatform) async throws -> Bool {
        try await Listing(engine: engine).platforms(of: tenant).contains { $0.clientID == platform.clientID }
    }

    private func register(_ input: RegisterPlatform.Input) async throws -> DemoPlatform {
        let registered = try await RegisterPlatform(engine: engine)(input, in: tenant, by: .server)
        return DemoPlatform(
            clientID: registered.platform.clientID, clientSecret: registered.clientSecret?.value,
            redirectURI: registered.platform.redirectURIs.first ?? "", scopes: registered.platform.scopes)
    }
}
