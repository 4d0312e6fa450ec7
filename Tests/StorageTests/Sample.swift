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
    /// Public, and the account's own.
    let open: Platform
    let secretID: PlatformSecret.ID
    /// Has a key that was replaced, a handshake begun, a delivery due and one that arrived.
    let endpointID: WebhookEndpoint.ID
    /// Somebody holds it by this lease.
    let heldEndpointID: WebhookEndpoint.ID
    let lease: UUID
    let disabledEndpointID: WebhookEndpoint.ID
    let eventID: Event.ID
    let dueDeliveryID: Delivery.ID
    let arrivedDeliveryID: Delivery.ID
    let grantID: Grant.ID
    let codeID: AuthorizationCode.ID
    let adminKeyID: AdminKey.ID
    let usedKeyID: AdminKey.ID
    let idempotencyID: UUID
    /// The one entry of the chain, number 1.
    let sealedEntryID: AuditEntry.ID
    let waitingEntryID: AuditEntry.ID
    /// The list it waits in.
    let waitingListID: Int
    let tokenID: AccessToken.ID
    let familyID: TokenFamily.ID
    /// Another refresh token of the family for the same parent as `hashes.refresh`.
    let siblingID: RefreshToken.ID
    let usedSSOTokenID: SSOToken.ID
    let personalTokenID: PersonalAccessToken.ID
    let failureID: TokenFailure.ID
    let resourceServer: ResourceServer
    let resourceServerSecretID: ResourceServerSecret.ID
    let hashes: Hashes

    /// What stands in the rows.
    struct Hashes: Sendable {
        let secret, code, usedCode, token, session, subject, adminKey, idempotencyKey: TokenHash
        let endedToken, refresh, usedRefresh, sibling, sso, usedSSO, handoff, personal, verification, resourceServer: TokenHash

        init() throws {
            secret = try .fresh()
            code = try .fresh()
            usedCode = try .fresh()
            token = try .fresh()
            session = try .fresh()
            subject = try .fresh()
            adminKey = try .fresh()
            idempotencyKey = try .fresh()
            endedToken = try .fresh()
            refresh = try .fresh()
            usedRefresh = try .fresh()
            sibling = try .fresh()
            sso = try .fresh()
            usedSSO = try .fresh()
            handoff = try .fresh()
            personal = try .fresh()
            verification = try .fresh()
            resourceServer = try .fresh()
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

    var refreshClaim: RefreshClaim { RefreshClaim(platform: platform.id, tokenType: nil, secretMustLive: false) }

    static func newPlatform(_ clientID: String) -> NewPlatform {
        NewPlatform(
            clientID: clientID, name: "Partner", description: nil, url: nil, redirectURIs: [redirectURI],
            logoURL: logoURL, webhookURL: nil, scopes: ["read"], grantTypes: [.authorizationCode])
    }

    static let resourceServerValues = ResourceServerValues(name: "API", audience: "https://api.example", scopes: [], clientIDs: [])

    static func newFailure(_ id: TokenFailure.ID, of platform: Platform) -> NewTokenFailure {
        NewTokenFailure(
            id: id, endpoint: "token", error: .invalidCode(.codeExpired, FailureFacts(.platform, platformID: platform.id.rawValue)),
            sourceAddress: "192.0.2.1")
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
        open = try stores.platforms.insert(
            NewPlatform(
                clientID: "o-\(id)", name: "App", description: nil, url: nil, redirectURIs: [], logoURL: nil, webhookURL: nil, scopes: [],
                grantTypes: [.authorizationCode], isPublic: true, requiresPKCE: true, ownerAccountID: account.id))
        try stores.platformLogos.insert(PlatformLogo(mediaType: "image/png", content: [1]), from: Self.logoURL, platform: platform.id)
        secretID = try stores.platformSecrets.insert(hashes.secret, platform: platform.id, lifetime: nil).id
        _ = try stores.platformSecrets.insert(.fresh(), platform: platform.id, lifetime: .seconds(86_400))
        grantID = try stores.grants.findOrInsert(
            account: account.id, platform: platform, user: nil, scopes: ["read"], approvedBy: user.id)
        for hash in [hashes.code, hashes.usedCode] {
            try stores.authorizationCodes.insert(
                hash,
                NewAuthorizationCode(
                    grantID: grantID, platform: platform, userID: user.id, redirectURI: Self.redirectURI, redirectURIWasSent: false,
                    scopes: ["read"], lifetime: .seconds(300)))
        }
        codeID = try #require(try stores.authorizationCodes.consume([hashes.usedCode], CodeClaim(platform: platform.id, redirectURI: nil)))
            .id
        _ = try stores.grants.connect(grantID, approvedBy: user.id, at: user.createdAt, scopes: ["read"])
        let now = try stores.clock.read()
        try stores.accessTokens.insert(
            hashes.token,
            NewAccessToken(
                grantID: grantID, tokenType: .company, scopes: ["read"], issuedAt: now, expiresAt: now.addingTimeInterval(3600),
                generation: 0, codeID: codeID, secretID: secretID, familyID: nil, obtainedBy: user.id))
        try stores.browserSessions.insert(hashes.session, user: user.id, lifetime: .seconds(3600))
        _ = try stores.signInAttempts.count(hashes.subject, window: .seconds(3600))
        _ = try stores.signInAttempts.count(.fresh(), window: .seconds(-1))
        try stores.events.insert(Event(.accountConnected, platform: platform.id, data: ["account": "first"]))
        eventID = try #require(try stores.events.all().first).id
        endpointID = try Self.endpoint("first", of: platform, stores)
        heldEndpointID = try Self.endpoint("held", of: platform, stores)
        disabledEndpointID = try Self.endpoint("disabled", of: platform, stores)
        lease = UUID()
        _ = try stores.webhookEndpoints.setVerification(
            hashes.verification, lifetime: .seconds(3600), endpointID, at: "https://partner.example/first")
        try stores.webhookSecrets.insertOld([2], id: UUID(), endpoint: endpointID, lifetime: .seconds(3600))
        arrivedDeliveryID = try stores.deliveries.insert(event: eventID, endpoint: endpointID)
        try stores.deliveryRuns.record([.sample(arrivedDeliveryID, .delivered)])
        dueDeliveryID = try stores.deliveries.insert(event: eventID, endpoint: endpointID, redeliveryOf: arrivedDeliveryID)
        let question = try stores.events.insertUnqueued(Event(.webhookVerify, platform: platform.id, data: [:]))
        _ = try stores.deliveries.insert(event: question.id, endpoint: disabledEndpointID)
        try stores.session.execute("UPDATE event_queue SET due_at = 'infinity' WHERE endpoint_id IS NOT NULL")
        try stores.session.execute(
            "INSERT INTO event_queue (tenant_id, endpoint_id, due_at, lease) VALUES (\(id), \(heldEndpointID), 'infinity', \(lease))")
        _ = try stores.webhookEndpoints.disable(disabledEndpointID, reason: .byHand)
        adminKeyID = try stores.adminKeys.insert(hashes.adminKey, tenant: id, name: "ops", permissions: [.all], lifetime: nil).id
        usedKeyID = try stores.adminKeys.insert(.fresh(), tenant: id, name: "used", permissions: [.all], lifetime: nil).id
        try stores.adminKeys.touch(usedKeyID, tenant: id)
        idempotencyID = try #require(
            try stores.idempotencyRecords.claim(key: hashes.idempotencyKey, of: adminKeyID, request: hashes.code, attempt: lease))
        try stores.session.execute(
            """
            INSERT INTO idempotency_record (tenant_id, admin_key_id, key_hash, request_hash, attempt, claimed_at)
            VALUES (\(id), \(adminKeyID), \(hashes.code), \(hashes.code), \(lease), clock_timestamp() - interval '2 days')
            """)
        (sealedEntryID, waitingEntryID, waitingListID) = try Self.audited(stores)
        let grant = grantID
        let (code, secret) = (codeID, secretID)
        tokenID = try #require(try stores.accessTokens.live(grant: grant).first).id
        let ended = try stores.users.insert(try #require(EmailAddress("ended-\(id)@first.example")), name: nil, passwordHash: nil)
        try stores.memberships.upsert(account: account.id, user: ended.id, roles: [])
        try stores.accessTokens.insert(
            hashes.endedToken,
            NewAccessToken(
                grantID: grantID, tokenType: .company, scopes: [], issuedAt: now, expiresAt: nil, generation: 0, codeID: nil, secretID: nil,
                familyID: nil, obtainedBy: ended.id))
        _ = try stores.accessTokens.revokeAll(obtainedBy: ended.id, reason: "sample")
        let family = try stores.refreshTokens.insertFamily(
            grant: grant, code: code, obtainedBy: user.id, parent: nil, generation: 0, expiresAt: nil
        ).id
        familyID = family
        let later = now.addingTimeInterval(3600)
        func insert(_ hash: TokenHash, after parent: RefreshToken.ID?) throws {
            try stores.refreshTokens.insert(
                hash, family: family, parent: parent, secret: secret, scopes: ["read"], issuedAt: now, expiresAt: later)
        }
        let claim = RefreshClaim(platform: platform.id, tokenType: nil, secretMustLive: false)
        try insert(hashes.usedRefresh, after: nil)
        let used = try #require(try stores.refreshTokens.consume([hashes.usedRefresh], claim)).id
        try insert(hashes.refresh, after: used)
        try insert(hashes.sibling, after: used)
        siblingID = try #require(try stores.session.value("SELECT id FROM refresh_token WHERE token_hash = \(hashes.sibling)"))
        let sso = NewSSOToken(
            accessTokenID: tokenID, grantID: grantID, userID: user.id, landingPage: nil, sealedThirdPartyData: nil, lifetime: .seconds(3600)
        )
        try stores.ssoTokens.insert(SSOToken.ID(rawValue: UUID()), hash: hashes.sso, sso)
        try stores.ssoTokens.insert(SSOToken.ID(rawValue: UUID()), hash: hashes.usedSSO, sso)
        let handed = try #require(try stores.ssoTokens.consume([hashes.usedSSO])).id
        try stores.ssoTokens.setHandoff(hashes.handoff, of: handed, lifetime: .seconds(3600))
        let waiting = try TokenHash.fresh()
        try stores.ssoTokens.insert(SSOToken.ID(rawValue: UUID()), hash: waiting, sso)
        usedSSOTokenID = try #require(try stores.ssoTokens.consume([waiting])).id
        personalTokenID = try stores.personalAccessTokens.insert(
            hashes.personal, name: "script", account: account.id, user: user.id, lifetime: nil)
        try stores.scopeRecords.replace([ScopeRecord(actions: ["request:*"])], platform: platform.id)
        try stores.scopeRecords.insert([ScopeRecord(actions: ["request:*"])], token: personalTokenID)
        failureID = TokenFailure.ID(rawValue: UUID())
        try stores.tokenFailures.insert(Self.newFailure(failureID, of: platform))
        resourceServer = try stores.resourceServers.insert(publicID: "rs_\(id)", Self.resourceServerValues)
        resourceServerSecretID = try stores.resourceServers.insertSecret(
            hashes.resourceServer, of: resourceServer.id, lifetime: .seconds(3600)
        ).id
        _ = try stores.grants.findOrInsert(
            account: account.id, platform: open, user: user.id, scopes: ["read"], approvedBy: user.id)
        _ = try stores.sweeps.begin()
    }

    private static func audited(_ stores: Stores) throws -> (sealed: AuditEntry.ID, waiting: AuditEntry.ID, list: Int) {
        try stores.auditEntries.insert(AuditEntry("sample.sealed", by: .server), sourceAddress: nil, requestID: nil)
        try stores.auditSeals.begin()
        let first = try #require(try stores.auditSeals.waiting(limit: 1).first)
        let sealed = first.entry.id
        let hash = [UInt8](repeating: 1, count: 32)
        try stores.auditSeals.append(
            [AuditSeal(number: 1, entryID: sealed, hash: hash)],
            AuditBatch(numbers: 1...1, keyID: "test", sealedAt: try stores.clock.read(), hash: hash))
        _ = try stores.auditSeals.dequeue([first.listID])
        try stores.auditEntries.insert(AuditEntry("sample.made", by: .server), sourceAddress: nil, requestID: nil)
        let waiting = try #require(try stores.auditSeals.waiting(limit: 1).first)
        return (sealed, waiting.entry.id, waiting.listID)
    }

    private static func endpoint(_ name: String, of platform: Platform, _ stores: Stores) throws -> WebhookEndpoint.ID {
        try stores.webhookEndpoints.insert(
            UUID(), NewWebhookEndpoint(platformID: platform.id, url: "https://partner.example/\(name)", sealedSecret: [1])
        ).id
    }
}

extension DeliveryResult {
    /// An attempt that was answered, or not.
    static func sample(_ id: Delivery.ID, _ outcome: Outcome, retryIn: Duration? = nil) -> DeliveryResult {
        DeliveryResult(
            id, took: .milliseconds(5), age: .milliseconds(5), status: outcome == .delivered ? 204 : 500, error: nil, response: "",
            outcome: outcome,
            retryIn: retryIn)
    }
}
