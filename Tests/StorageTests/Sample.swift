import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@testable import Storage

/// One tenant with a row of everything.
struct Sample: Sendable {
    let tenantID: Tenant.ID
    let slug: String
    let host: String
    let account: Account
    let user: User
    let email: EmailAddress
    /// Has a logo, a secret, a webhook endpoint and a connected grant.
    let platform: Platform
    /// Names a logo that was not fetched yet.
    let logoless: Platform
    let secretID: PlatformSecret.ID
    let grantID: Grant.ID
    let codeID: AuthorizationCode.ID
    let adminKeyID: AdminKey.ID
    let hashes: Hashes

    /// What stands in the rows.
    struct Hashes: Sendable {
        let secret, code, usedCode, token, session, subject, adminKey: TokenHash

        init() throws {
            secret = try .fresh()
            code = try .fresh()
            usedCode = try .fresh()
            token = try .fresh()
            session = try .fresh()
            subject = try .fresh()
            adminKey = try .fresh()
        }
    }

    static let logoURL = "https://partner.example/logo.png"
    static let redirectURI = "https://partner.example/callback"
    /// A password nobody knows.
    static func passwordHash(_ digit: Character = "A") throws -> PasswordHash {
        try #require(
            PasswordHash(rawValue: "$scrypt$ln=4,r=1,p=1$A\(String(repeating: digit, count: 20))A$A\(String(repeating: digit, count: 41))A")
        )
    }

    static func newPlatform(_ clientID: String) -> NewPlatform {
        NewPlatform(
            clientID: clientID, name: "Partner", description: nil, url: nil, redirectURIs: [redirectURI],
            logoURL: logoURL, webhookURL: nil, scopes: ["read"], grantTypes: [.authorizationCode])
    }

    /// Makes an empty sandbox tenant.
    static func emptyTenant(in world: World, isSandbox: Bool = true) async throws -> Tenant.ID {
        let id = Tenant.ID(rawValue: UUID())
        try await world.storage.transaction(tenant: id) { stores in
            try stores.tenants.insert(
                id, slug: "e" + id.description, name: "Empty", dialect: "xref", publicURL: nil, isSandbox: isSandbox)
        }
        return id
    }

    static func make(in world: World) async throws -> Sample {
        let tenantID = try await emptyTenant(in: world)
        return try await world.storage.transaction(tenant: tenantID) { stores in try Sample(tenantID, stores) }
    }

    private init(_ id: Tenant.ID, _ stores: Stores) throws {
        tenantID = id
        slug = "e" + id.description
        host = id.description + ".example"
        email = try #require(EmailAddress("Ada-\(id)@first.example"))
        hashes = try Hashes()
        try stores.tenants.insertHost(host, tenant: id)
        account = try stores.accounts.insert(publicID: "acc-\(id)", name: "First")
        user = try stores.users.insert(email, name: "Ada", passwordHash: Self.passwordHash())
        try stores.memberships.upsert(account: account.id, user: user.id, roles: ["administrator"])
        platform = try stores.platforms.insert(Self.newPlatform("p-\(id)"))
        logoless = try stores.platforms.insert(Self.newPlatform("l-\(id)"))
        try stores.platformLogos.insert(PlatformLogo(mediaType: "image/png", content: [1]), from: Self.logoURL, platform: platform.id)
        secretID = try stores.platformSecrets.insert(hashes.secret, platform: platform.id, lifetime: nil).id
        try stores.webhookEndpoints.insert(UUID(), platform: platform.id, url: "https://partner.example/hook", sealedSecret: [1])
        grantID = try stores.grants.findOrInsert(account: account.id, platform: platform.id, scopes: ["read"], approvedBy: user.id)
        for hash in [hashes.code, hashes.usedCode] {
            try stores.authorizationCodes.insert(
                hash, grant: grantID, platform: platform.id, user: user.id, redirectURI: Self.redirectURI, redirectURIWasSent: false,
                scopes: ["read"], lifetime: .seconds(300))
        }
        codeID = try #require(try stores.authorizationCodes.consume([hashes.usedCode], platform: platform.id, redirectURI: nil)).id
        _ = try stores.grants.connect(grantID, approvedBy: user.id, at: user.createdAt)
        try stores.accessTokens.insert(
            hashes.token, grant: grantID, code: codeID, secret: secretID, tokenType: .company, scopes: ["read"], lifetime: .seconds(3600))
        try stores.browserSessions.insert(hashes.session, user: user.id, lifetime: .seconds(3600))
        _ = try stores.signInAttempts.count(hashes.subject, window: .seconds(3600))
        _ = try stores.signInAttempts.count(.fresh(), window: .seconds(-1))
        try stores.events.insert(Event(.accountConnected, platform: platform.id, data: ["account": "first"]))
        try stores.auditEntries.insert(AuditEntry("sample.made", by: .server), sourceAddress: nil, requestID: nil)
        adminKeyID = try stores.adminKeys.insert(hashes.adminKey, tenant: id, name: "ops", lifetime: nil).id
    }
}
