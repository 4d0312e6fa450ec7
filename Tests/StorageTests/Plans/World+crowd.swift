import Model
import Postgres
import TestSupport

@testable import Storage

extension World {
    /// So many rows of everything that only an index of the right columns is worth using, and statistics that say so.
    func crowd(_ sample: Sample) async throws {
        try await asSuperuser { session in
            try session.script(
                """
                SET LOCAL statement_timeout = 0;
                SET LOCAL session_replication_role = replica;
                INSERT INTO tenant (id, slug, name, dialect)
                    SELECT md5('n' || n)::uuid, 'crowd-' || n, 'Crowd', 'xref' FROM generate_series(1, 3000) AS n;
                INSERT INTO tenant_host (host, tenant_id)
                    SELECT n || '.crowd.example', md5('n' || n)::uuid FROM generate_series(1, 3000) AS n;
                INSERT INTO admin_key (tenant_id, name, key_hash)
                    SELECT md5('n' || n)::uuid, 'crowd', sha256(('k' || n)::bytea) FROM generate_series(1, 3000) AS n;
                INSERT INTO personal_access_token (tenant_id, id, token_hash, account_id, user_id, name)
                    SELECT '\(sample.tenantID)', md5('y' || n)::uuid, sha256(('y' || n)::bytea), md5('a' || n)::uuid, md5('u' || n)::uuid, 'crowd'
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO scope_record (tenant_id, personal_access_token_id, position, actions)
                    SELECT '\(sample.tenantID)', md5('y' || n)::uuid, 1, '{x:*}' FROM generate_series(1, 3000) AS n;
                INSERT INTO resource_server (tenant_id, id, public_id, name, audience)
                    SELECT '\(sample.tenantID)', md5('v' || n)::uuid, 'rs_' || n, 'Crowd', 'x' FROM generate_series(1, 3000) AS n;
                INSERT INTO resource_server_secret (tenant_id, resource_server_id, secret_hash)
                    SELECT '\(sample.tenantID)', md5('v' || n)::uuid, sha256(('v' || n)::bytea) FROM generate_series(1, 3000) AS n;
                INSERT INTO sign_in_attempt (tenant_id, subject_hash, attempts, window_ends_at)
                    SELECT '\(sample.tenantID)', sha256(('q' || n)::bytea), 1, now() + n * interval '1 s' FROM generate_series(1, 3000) AS n;
                INSERT INTO idempotency_record (tenant_id, admin_key_id, key_hash, request_hash, attempt, claimed_at)
                    SELECT '\(sample.tenantID)', '\(sample.adminKeyID)', sha256(('i' || n)::bytea), sha256(''), gen_random_uuid(), now() - n * interval '1 min'
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO token_failure (tenant_id, id, endpoint, error, reason, description, caller, failed_at)
                    SELECT '\(sample.tenantID)', md5('z' || n)::uuid, 'token', 'x', 'x', 'x', 'nobody', now() - n * interval '1 h'
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO webhook_old_secret (tenant_id, id, endpoint_id, secret_sealed, expires_at)
                    SELECT '\(sample.tenantID)', md5('h' || n)::uuid, md5('w' || n)::uuid, '', now() + interval '1 h' FROM generate_series(1, 3000) AS n;
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
                    (tenant_id, id, code_hash, grant_id, platform_id, user_id, redirect_uri, redirect_uri_sent, created_at, expires_at)
                    SELECT '\(sample.tenantID)', md5('c' || n)::uuid, sha256(('c' || n)::bytea), md5('g' || n)::uuid, md5('p' || n)::uuid, md5('u' || n)::uuid, 'x', true,
                        now(), now() FROM generate_series(1, 3000) AS n;
                INSERT INTO access_token (tenant_id, id, token_hash, grant_id, token_type, code_id, family_id, created_at)
                    SELECT '\(sample.tenantID)', md5('t' || n)::uuid, sha256(('t' || n)::bytea), md5('g' || 1 + n % 300)::uuid, 'company', md5('c' || n)::uuid, md5('f' || n)::uuid, now() - n * interval '1 h' FROM generate_series(1, 3000) AS n;
                INSERT INTO browser_session (tenant_id, session_hash, user_id, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('b' || n)::bytea), md5('u' || n)::uuid, now() FROM generate_series(1, 3000) AS n;
                INSERT INTO token_family (tenant_id, id, grant_id, code_id)
                    SELECT '\(sample.tenantID)', md5('f' || n)::uuid, md5('g' || n)::uuid, md5('c' || n)::uuid FROM generate_series(1, 3000) AS n;
                INSERT INTO refresh_token (tenant_id, id, token_hash, family_id, parent_id, created_at, expires_at)
                    SELECT '\(sample.tenantID)', md5('r' || n)::uuid, sha256(('r' || n)::bytea), md5('f' || n)::uuid, md5('r' || n - 1)::uuid,
                        now() - n * interval '1 h', now() FROM generate_series(1, 3000) AS n;
                INSERT INTO sso_token (tenant_id, token_hash, access_token_id, grant_id, user_id, expires_at)
                    SELECT '\(sample.tenantID)', sha256(('o' || n)::bytea), md5('t' || n)::uuid, md5('g' || n)::uuid, md5('u' || n)::uuid, now()
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO event (tenant_id, id, type, platform_id, payload, occurred_at)
                    SELECT '\(sample.tenantID)', md5('e' || n)::uuid, 'account.connected', md5('p' || n)::uuid, '{}', now() - n * interval '1 h'
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO webhook_endpoint (tenant_id, id, platform_id, url, secret_sealed)
                    SELECT '\(sample.tenantID)', md5('w' || n)::uuid, md5('p' || n)::uuid, 'x', '' FROM generate_series(1, 3000) AS n;
                INSERT INTO delivery (tenant_id, id, event_id, endpoint_id, created_at)
                    SELECT '\(sample.tenantID)', md5('d' || n)::uuid, md5('e' || n)::uuid, md5('w' || n)::uuid, now() - n * interval '1 h'
                    FROM generate_series(1, 3000) AS n;
                INSERT INTO delivery_attempt (tenant_id, delivery_id, number, started_at, duration, status)
                    SELECT '\(sample.tenantID)', md5('d' || n)::uuid, 1, now(), interval '1 s', 200 FROM generate_series(1, 3000) AS n;
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
                INSERT INTO audit_queue (tenant_id, entry_ids)
                    SELECT '\(sample.tenantID)', ARRAY[md5('x' || n)::uuid] FROM generate_series(2001, 3000) AS n;
                ANALYZE
                """, within: .seconds(600))
        }
    }
}
