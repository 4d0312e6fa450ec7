import Model
import TestSupport
import Testing

@testable import Postgres
@testable import Storage

/// Plans of the statements every request needs, as the server's login gets them behind the wall.
@Suite("the plans of hot statements", .database)
struct PlanTests {
    struct Hot: Sendable, CustomTestStringConvertible {
        let name: String
        /// How the statement begins.
        let beginning: String
        /// The indexes that must find the row named in the request.
        let indexes: [String]
        let run: @Sendable (Stores, Sample) throws -> Void

        var testDescription: String { name }
    }

    static let hot = [
        Hot(name: "consume a code", beginning: "UPDATE authorization_code", indexes: ["authorization_code_hash_key"]) { stores, sample in
            _ = try stores.authorizationCodes.consume([sample.hashes.code], platform: sample.platform.id, redirectURI: nil)
        },
        Hot(name: "use a refresh token", beginning: "UPDATE refresh_token", indexes: ["refresh_token_hash_key"]) { stores, sample in
            _ = try stores.refreshTokens.consume([sample.hashes.refresh], sample.refreshClaim)
        },
        Hot(name: "redeem an SSO token", beginning: "UPDATE sso_token SET used_at", indexes: ["sso_token_hash_key"]) { stores, sample in
            _ = try stores.ssoTokens.consume([sample.hashes.sso])
        },
        Hot(name: "validate a token", beginning: "SELECT token.id AS token_id", indexes: ["access_token_hash_key"]) { stores, sample in
            _ = try stores.accessTokens.findLive([sample.hashes.token])
        },
        Hot(name: "authenticate a platform", beginning: "SELECT", indexes: ["platform_client_id_key"]) { stores, sample in
            _ = try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [sample.hashes.secret])
        },
        Hot(name: "find a browser session", beginning: "SELECT browser_session", indexes: ["browser_session_hash_key"]) { stores, sample in
            _ = try stores.browserSessions.findLive([sample.hashes.session])
        },
        Hot(name: "read what is due", beginning: "SELECT delivery.id", indexes: ["delivery_queue_due_idx", "delivery_pkey", "event_pkey"]) {
            stores, sample in
            _ = try stores.deliveryRuns.due([sample.endpointID], limits: [8])
        },
        Hot(
            name: "give events to endpoints", beginning: "WITH due AS", indexes: ["event_queue_event_key", "webhook_endpoint_platform_idx"]
        ) {
            stores, sample in
            _ = try stores.deliveryRuns.fanOut([sample.eventID], needsVerification: false)
        },
        Hot(
            name: "find what is to be sealed", beginning: "SELECT entry_id, entry.id IS NOT NULL",
            indexes: ["audit_unsealed_queued_idx", "audit_entry_pkey", "audit_seal_entry_key"]
        ) { stores, _ in
            _ = try stores.auditSeals.waiting(limit: 500)
        },
        Hot(name: "find a chain's head", beginning: "SELECT number, hash FROM audit_seal", indexes: ["audit_seal_pkey"]) { stores, _ in
            _ = try stores.auditSeals.head()
        },
        Hot(
            name: "list the audit log", beginning: "SELECT entry.id, occurred_at",
            indexes: ["audit_entry_occurred_idx", "audit_seal_entry_key"]
        ) { stores, _ in
            _ = try stores.auditEntries.newest(AuditFilter(), after: nil, limit: 50)
        },
    ]

    @Test("every row is found by an index that begins with the tenant", arguments: hot)
    func plan(_ hot: Hot) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            let plan = try await plan(of: hot, sample, in: world)
            #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
            for index in hot.indexes {
                #expect(plan.contains { $0.contains(" using \(index) ") || $0.hasSuffix(" on \(index)") }, "\(plan)")
            }
            let scans = plan.indices.filter { plan[$0].contains("Index Scan") || plan[$0].contains("Index Only Scan") }
            #expect(!scans.isEmpty)
            for scan in scans {
                let key = plan[scan].contains(" on tenant") ? "(id = " : "(tenant_id = "
                let condition = plan[(scan + 1)...].first { $0.contains("Index Cond:") }
                #expect(condition?.contains(key) == true, "\(plan[scan]) by \(condition ?? "nothing")")
            }
        }
    }

    @Test(
        "a lost index is noticed",
        arguments: zip(hot, ["authorization_code", "refresh_token", "sso_token", "access_token", "platform", "browser_session"]))
    func lostIndex(hot: Hot, table: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            try await world.asSuperuser { session in
                for index in hot.indexes { try session.script("ALTER TABLE \(table) DROP CONSTRAINT \(index)") }
            }
            let plan = try await plan(of: hot, sample, in: world)
            #expect(!hot.indexes.contains { index in plan.contains { $0.contains(index) } })
        }
    }

    @Test(
        "the worker finds what is due by an index, whatever else waits",
        arguments: ["event_queue_event_due_idx", "event_queue_endpoint_due_idx", "event_queue_slow_due_idx"])
    func claim(_ index: String) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            let condition =
                switch index {
                case "event_queue_event_due_idx": "event_id IS NOT NULL"
                case "event_queue_endpoint_due_idx": "endpoint_id IS NOT NULL AND slow_since IS NULL"
                default: "endpoint_id IS NOT NULL AND slow_since IS NOT NULL"
                }
            let lines: [Line] = try await World.asLogin("symbolon_worker") { session in
                try session.all(
                    SQL(
                        text: """
                            EXPLAIN (COSTS off) SELECT tenant_id, id FROM event_queue
                            WHERE \(condition) AND due_at <= now() ORDER BY due_at LIMIT 50 FOR UPDATE SKIP LOCKED
                            """, binds: []))
            }
            #expect(lines.contains { $0.text.contains("Index Scan using \(index)") }, "\(lines.map(\.text))")
        }
    }

    /// The generic plan, line by line, of the last statement a store prepared.
    private func plan(of hot: Hot, _ sample: Sample, in world: World) async throws -> [String] {
        try await world.database.transaction(settings: [Setting("app.tenant", sample.tenantID.description)]) { session in
            try session.script("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
            try hot.run(Stores(session: session, tenantID: sample.tenantID, queued: QueueMark()), sample)
            let prepared: Prepared = try session.one(
                """
                SELECT name, cardinality(parameter_types)::bigint AS parameters FROM pg_prepared_statements
                WHERE statement ~ '(access_token|authorization_code|platform_secret|browser_session|refresh_token|sso_token|delivery_queue|audit_)'
                    AND statement !~ 'pg_prepared' AND starts_with(statement, \(hot.beginning))
                ORDER BY prepare_time DESC LIMIT 1
                """)
            let nulls = Array(repeating: "NULL", count: prepared.parameters).joined(separator: ", ")
            let lines: [Line] = try session.all(SQL(text: "EXPLAIN (COSTS off) EXECUTE \(prepared.name) (\(nulls))", binds: []))
            return lines.map(\.text)
        }
    }

    private struct Prepared: RowDecodable {
        let name: String
        let parameters: Int

        init(row: Row) throws(PostgresError) {
            name = try row["name"]
            parameters = try row["parameters"]
        }
    }

    private struct Line: RowDecodable {
        let text: String

        init(row: Row) throws(PostgresError) { text = try row["QUERY PLAN"] }
    }
}

extension World {
    /// So many rows of everything that only an index of the right columns is worth using, and statistics that say so.
    func crowd(_ sample: Sample) async throws {
        try await asSuperuser { session in
            try session.script(
                """
                SET LOCAL session_replication_role = replica;
                INSERT INTO account (tenant_id, id, public_id, name)
                    SELECT '\(sample.tenantID)', md5('a' || n)::uuid, 'crowd-' || n, 'Crowd' FROM generate_series(1, 3000) AS n;
                INSERT INTO app_user (tenant_id, id, email, email_key)
                    SELECT '\(sample.tenantID)', md5('u' || n)::uuid, n || '@crowd.example', n || '@crowd.example' FROM generate_series(1, 3000) AS n;
                INSERT INTO membership (tenant_id, account_id, user_id)
                    SELECT '\(sample.tenantID)', md5('a' || n)::uuid, md5('u' || n)::uuid FROM generate_series(1, 3000) AS n;
                INSERT INTO platform (tenant_id, id, client_id, name, redirect_uris, grant_types)
                    SELECT '\(sample.tenantID)', md5('p' || n)::uuid, 'crowd-' || n, 'Crowd', '{}', '{x}' FROM generate_series(1, 3000) AS n;
                INSERT INTO platform_secret (tenant_id, platform_id, secret_hash)
                    SELECT '\(sample.tenantID)', md5('p' || n)::uuid, sha256(('s' || n)::bytea) FROM generate_series(1, 3000) AS n;
                INSERT INTO account_grant (tenant_id, id, account_id, platform_id, approved_by)
                    SELECT '\(sample.tenantID)', md5('g' || n)::uuid, md5('a' || n)::uuid, md5('p' || n)::uuid, md5('u' || n)::uuid
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO authorization_code
                    (tenant_id, code_hash, grant_id, platform_id, user_id, redirect_uri, redirect_uri_sent, created_at, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('c' || n)::bytea), md5('g' || n)::uuid, md5('p' || n)::uuid, md5('u' || n)::uuid, 'x', true,
                        now(), now() FROM generate_series(1, 3000) AS n;
                INSERT INTO access_token (tenant_id, id, token_hash, grant_id, token_type)
                    SELECT '\(sample.tenantID)', md5('t' || n)::uuid, sha256(('t' || n)::bytea), md5('g' || n)::uuid, 'company' FROM generate_series(1, 3000) AS n;
                INSERT INTO browser_session (tenant_id, session_hash, user_id, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('b' || n)::bytea), md5('u' || n)::uuid, now() FROM generate_series(1, 3000) AS n;
                INSERT INTO token_family (tenant_id, id, grant_id)
                    SELECT '\(sample.tenantID)', md5('f' || n)::uuid, md5('g' || n)::uuid FROM generate_series(1, 3000) AS n;
                INSERT INTO refresh_token (tenant_id, token_hash, family_id, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('r' || n)::bytea), md5('f' || n)::uuid, now() FROM generate_series(1, 3000) AS n;
                INSERT INTO sso_token (tenant_id, token_hash, access_token_id, grant_id, user_id, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('o' || n)::bytea), md5('t' || n)::uuid, md5('g' || n)::uuid, md5('u' || n)::uuid, now()
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO event (tenant_id, id, type, platform_id, payload)
                    SELECT '\(sample.tenantID)', md5('e' || n)::uuid, 'account.connected', md5('p' || n)::uuid, '{}' FROM generate_series(1, 3000) AS n;
                INSERT INTO webhook_endpoint (tenant_id, id, platform_id, url, secret_sealed)
                    SELECT '\(sample.tenantID)', md5('w' || n)::uuid, md5('p' || n)::uuid, 'x', '' FROM generate_series(1, 3000) AS n;
                INSERT INTO delivery (tenant_id, id, event_id, endpoint_id)
                    SELECT '\(sample.tenantID)', md5('d' || n)::uuid, md5('e' || n)::uuid, md5('w' || n)::uuid FROM generate_series(1, 3000) AS n;
                INSERT INTO delivery_queue (tenant_id, delivery_id, endpoint_id, due_at)
                    SELECT '\(sample.tenantID)', md5('d' || n)::uuid, md5('w' || n)::uuid, now() + interval '1 h' FROM generate_series(1, 3000) AS n;
                INSERT INTO event_queue (tenant_id, event_id, due_at)
                    SELECT '\(sample.tenantID)', md5('e' || n)::uuid, now() + interval '1 h' FROM generate_series(1, 3000) AS n;
                INSERT INTO event_queue (tenant_id, endpoint_id, due_at, slow_since)
                    SELECT '\(sample.tenantID)', md5('w' || n)::uuid, now() + interval '1 h', CASE WHEN n % 2 = 0 THEN now() END
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO audit_entry (tenant_id, id, actor_kind, action)
                    SELECT '\(sample.tenantID)', md5('x' || n)::uuid, 'server', 'x.y' FROM generate_series(1, 3000) AS n;
                INSERT INTO audit_seal (tenant_id, number, entry_id, hash)
                    SELECT '\(sample.tenantID)', n + 1, md5('x' || n)::uuid, sha256('') FROM generate_series(1, 2000) AS n;
                INSERT INTO audit_unsealed (tenant_id, entry_id)
                    SELECT '\(sample.tenantID)', md5('x' || n)::uuid FROM generate_series(2001, 3000) AS n;
                ANALYZE audit_entry, audit_seal, audit_unsealed, event, webhook_endpoint, delivery, delivery_queue, event_queue, token_family, refresh_token, sso_token, account, app_user, membership, platform, platform_secret, account_grant, authorization_code, access_token, browser_session
                """)
        }
    }
}
