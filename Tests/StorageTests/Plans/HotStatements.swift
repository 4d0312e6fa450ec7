import Model

@testable import Storage

/// A call that many requests make, and the indexes without which it would be slow.
struct HotStatements: Sendable {
    let name: String
    let indexes: [String]
    var walks: Set<String> = []
    /// It takes so large a share of a table of a few thousand rows that reading it whole is cheaper: it is judged with that forbidden.
    var takesMany = false
    let run: @Sendable (Stores, Sample) throws -> Void

    init(
        _ name: String, _ indexes: [String], walks: Set<String> = [], takesMany: Bool = false,
        _ run: @escaping @Sendable (Stores, Sample) throws -> Void
    ) {
        self.name = name
        self.indexes = indexes
        self.walks = walks
        self.takesMany = takesMany
        self.run = run
    }
}

extension HotStatements {
    static let all = requests + tokens + webhooks + audit + sweeps + issuing + validation

    private static let requests = [
        HotStatements("find a tenant by its host", ["tenant_host_pkey", "tenant_pkey"]) { stores, sample in
            _ = try stores.tenants.find(host: sample.host)
        },
        HotStatements("find a tenant by its slug", ["tenant_slug_key"]) { stores, sample in _ = try stores.tenants.find(slug: sample.slug)
        },
        HotStatements("find an admin key", ["admin_key_hash_key"]) { stores, sample in
            _ = try stores.adminKeys.findLive([sample.hashes.adminKey])
        },
        HotStatements("authenticate a platform", ["platform_client_id_key", "platform_secret_hash_key"]) { stores, sample in
            _ = try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [sample.hashes.secret])
        },
        HotStatements("note that a secret was used", ["platform_secret_pkey"]) { stores, sample in
            try stores.platformSecrets.noteUse(sample.secretID)
        },
        HotStatements("find a public platform", ["platform_client_id_key"]) { stores, sample in
            _ = try stores.platforms.findPublic(clientID: sample.open.clientID)
        },
        HotStatements("authenticate a resource server", ["resource_server_public_id_key"]) { stores, sample in
            _ = try stores.resourceServers.authenticate(
                publicID: sample.resourceServer.publicID, hashes: [sample.hashes.resourceServer])
        },
        HotStatements("find a browser session", ["browser_session_hash_key"]) { stores, sample in
            _ = try stores.browserSessions.findLive([sample.hashes.session])
        },
        HotStatements("count an attempt to sign in", ["sign_in_attempt_window_idx"]) { stores, sample in
            _ = try stores.signInAttempts.count(sample.hashes.subject, window: .seconds(60))
            try stores.signInAttempts.deleteExpired()
        },
        HotStatements(
            "take a request of the management API on", ["idempotency_record_claimed_idx", "idempotency_record_key"], takesMany: true
        ) {
            stores, sample in
            _ = try stores.idempotencyRecords.deleteExpired(limit: 10)
            _ = try stores.idempotencyRecords.find(keys: [sample.hashes.idempotencyKey], of: sample.adminKeyID)
        },
    ]

    private static let tokens = [
        HotStatements("lock what a code belongs to", ["authorization_code_hash_key", "account_grant_pkey"]) { stores, sample in
            try stores.grants.lock(code: [sample.hashes.code], platform: sample.platform.id)
            try stores.authorizationCodes.lockApprover([sample.hashes.code], platform: sample.platform.id)
        },
        HotStatements("consume a code", ["authorization_code_hash_key"]) { stores, sample in
            _ = try stores.authorizationCodes.consume([sample.hashes.code], CodeClaim(platform: sample.platform.id, redirectURI: nil))
        },
        HotStatements("say why a code was refused", ["authorization_code_hash_key"]) { stores, sample in
            _ = try stores.authorizationCodes.refused([sample.hashes.usedCode], CodeClaim(platform: sample.platform.id, redirectURI: nil))
        },
        HotStatements("end what a code was exchanged for", ["access_token_origin_idx", "token_family_origin_idx"]) { stores, sample in
            _ = try stores.accessTokens.revokeAll(code: sample.codeID)
            _ = try stores.refreshTokens.revokeFamilies(code: sample.codeID)
        },
        HotStatements("lock what a refresh token belongs to", ["refresh_token_hash_key", "token_family_pkey", "account_grant_pkey"]) {
            stores, sample in
            try stores.grants.lock(refreshToken: [sample.hashes.refresh])
        },
        HotStatements("use a refresh token", ["refresh_token_hash_key"]) { stores, sample in
            _ = try stores.refreshTokens.consume([sample.hashes.refresh], sample.refreshClaim)
        },
        HotStatements("say why a refresh token was refused", ["refresh_token_hash_key", "refresh_token_parent_idx"]) { stores, sample in
            _ = try stores.refreshTokens.refused([sample.hashes.usedRefresh], sample.refreshClaim, grace: .seconds(30))
        },
        HotStatements("rotate", ["refresh_token_parent_idx", "refresh_token_family_idx"]) { stores, sample in
            try stores.refreshTokens.retireSiblings(of: sample.siblingID)
            _ = try stores.refreshTokens.refreshesInTheLastHour(of: sample.familyID)
            _ = try stores.refreshTokens.end(of: sample.familyID)
        },
        HotStatements("validate a token", ["access_token_hash_key"]) { stores, sample in
            _ = try stores.accessTokens.findLive([sample.hashes.token], secretMustLive: true)
        },
        HotStatements("say why a token was refused", ["access_token_hash_key"]) { stores, sample in
            _ = try stores.accessTokens.refused([sample.hashes.endedToken], secretMustLive: true)
        },
        HotStatements("validate a personal token", ["personal_access_token_hash_key"]) { stores, sample in
            _ = try stores.personalAccessTokens.findLive([sample.hashes.personal])
            _ = try stores.personalAccessTokens.exists([sample.hashes.personal])
        },
        HotStatements("end a token", ["access_token_pkey"]) { stores, sample in
            _ = try stores.accessTokens.revoke(sample.tokenID, grant: sample.grantID)
        },
        HotStatements("end all tokens of a grant", ["access_token_grant_idx"]) { stores, sample in
            _ = try stores.accessTokens.revokeAll(grant: sample.grantID)
        },
        HotStatements("see whether a grant works", ["access_token_grant_idx", "token_family_consent_idx"]) { stores, sample in
            _ = try stores.connections.works(sample.grantID)
        },
        HotStatements("mint with a token", ["access_token_hash_key"]) { stores, sample in
            try stores.grants.lock(accessToken: [sample.hashes.token])
        },
        HotStatements("redeem an SSO token", ["sso_token_hash_key", "sso_token_pkey"]) { stores, sample in
            _ = try stores.ssoTokens.consume([sample.hashes.sso])
            try stores.ssoTokens.setHandoff(.fresh(), of: sample.usedSSOTokenID, lifetime: .seconds(60))
        },
        HotStatements("redeem a hand-off code", ["sso_token_handoff_key"]) { stores, sample in
            _ = try stores.ssoTokens.consumeHandoff([sample.hashes.handoff])
        },
    ]

    private static let webhooks = [
        HotStatements("give events to endpoints", ["event_queue_event_key", "webhook_endpoint_platform_idx"]) { stores, sample in
            _ = try stores.deliveryRuns.fanOut([sample.eventID], needsVerification: false)
        },
        HotStatements("read what is due", ["delivery_queue_due_idx", "delivery_pkey", "event_pkey"]) { stores, sample in
            _ = try stores.deliveryRuns.due([sample.endpointID], limits: [8])
        },
        HotStatements("list the deliveries of an endpoint", ["delivery_endpoint_idx"]) { stores, sample in
            _ = try stores.deliveries.page(endpoint: sample.endpointID, status: nil, after: nil, limit: 50)
        },
        HotStatements("list the deliveries of an event", ["delivery_event_idx"]) { stores, sample in
            _ = try stores.deliveries.page(endpoint: nil, event: sample.eventID, status: nil, after: nil, limit: 50)
        },
        HotStatements("list a platform's failed calls", ["token_failure_platform_idx"]) { stores, sample in
            _ = try stores.tokenFailures.page(TokenFailureFilter(clientID: sample.platform.clientID), after: nil, limit: 50)
        },
    ]

    private static let audit = [
        HotStatements(
            "find what is to be sealed", ["audit_queue_pkey", "audit_entry_pkey", "audit_seal_entry_key"],
            walks: ["audit_queue_pkey"]
        ) { stores, _ in
            _ = try stores.auditSeals.waiting(limit: 500)
        },
        HotStatements("find a chain's head", ["audit_seal_pkey"], walks: ["audit_seal_pkey"]) { stores, _ in
            _ = try stores.auditSeals.head()
        },
        HotStatements(
            "list the audit log", ["audit_entry_occurred_idx", "audit_seal_entry_key"], walks: ["audit_entry_occurred_idx"], takesMany: true
        ) { stores, _ in
            _ = try stores.auditEntries.newest(AuditFilter(), after: nil, limit: 50)
        },
    ]

    /// Where a round begins, and where it goes on.
    private static let sweeps = SweptTable.allCases.map { table in
        let indexes: (walk: String, others: [String]) =
            switch table {
            case .ssoToken: ("sso_token_pkey", [])
            case .accessToken: ("access_token_created_idx", ["access_token_pkey", "sso_token_access_token_idx"])
            case .refreshToken: ("refresh_token_created_idx", ["refresh_token_pkey", "refresh_token_parent_idx"])
            case .tokenFamily: ("token_family_pkey", ["refresh_token_family_idx", "access_token_family_idx"])
            case .authorizationCode: ("authorization_code_pkey", ["access_token_origin_idx", "token_family_origin_idx"])
            case .accountGrant:
                (
                    "account_grant_pkey",
                    [
                        "access_token_grant_idx", "token_family_consent_idx", "token_family_parent_idx", "authorization_code_grant_idx",
                        "sso_token_grant_idx",
                    ]
                )
            case .personalAccessToken: ("personal_access_token_created_idx", ["personal_access_token_pkey"])
            case .browserSession: ("browser_session_pkey", [])
            case .delivery: ("delivery_created_idx", ["delivery_pkey"])
            case .event: ("event_occurred_idx", ["event_pkey", "delivery_event_idx", "event_queue_event_key"])
            case .webhookOldSecret: ("webhook_old_secret_pkey", [])
            case .resourceServerSecret: ("resource_server_secret_pkey", [])
            case .tokenFailure: ("token_failure_failed_idx", ["token_failure_pkey"])
            case .signInAttempt: ("sign_in_attempt_window_idx", [])
            case .idempotencyRecord: ("idempotency_record_claimed_idx", [])
            }
        return HotStatements("sweep \(table.rawValue)", [indexes.walk] + indexes.others, walks: [indexes.walk], takesMany: true) {
            stores, sample in
            _ = try stores.sweeps.sweep(table, after: nil, sample.soon)
            let place = SweepPlace(time: sample.user.createdAt, id: sample.account.id.rawValue)
            _ = try stores.sweeps.sweep(table, after: place, sample.soon)
            _ = try stores.sweeps.count(table, after: place, sample.soon)
        }
    }
}
