import Model

@testable import Storage

extension HotStatements {
    static let issuing = [
        HotStatements(
            "exchange a code at once",
            ["authorization_code_hash_key", "platform_client_id_key", "account_grant_pkey", "app_user_pkey"]
        ) { stores, sample in _ = try stores.session.rows(try sample.job(.replacingExchange).statements) },
        HotStatements(
            "refresh at once",
            ["refresh_token_hash_key", "platform_secret_hash_key", "token_family_pkey", "account_grant_pkey", "refresh_token_pkey"]
        ) { stores, sample in _ = try stores.session.rows(try sample.job(.refresh).statements) },
        HotStatements("give a platform its own token at once", ["platform_secret_hash_key", "account_grant_pkey"]) { stores, sample in
            _ = try stores.session.rows(try sample.job(.clientToken).statements)
        },
        HotStatements("give it one as memory has it", ["tenant_revision_pkey"]) { stores, sample in
            _ = try stores.session.rows(try sample.installedJob(of: stores.tenantID, in: stores).statements)
        },
    ]

    /// What the read barrier asks, and what is read when memory has no answer.
    static let validation = [
        HotStatements("read revisions and what changed", ["tenant_revision_pkey", "tenant_pkey", "tenant_revision_log_number_key"]) {
            stores, sample in
            let revision = Revision(number: 0, stamp: sample.tenantID.rawValue)
            _ = try stores.session.rows([ReadBarrier.read([sample.tenantID, .operators], [revision, nil])])
        },
        HotStatements(
            "read an access token with its revision",
            ["access_token_hash_key", "account_grant_pkey", "platform_pkey", "account_pkey", "tenant_revision_pkey"]
        ) { stores, sample in
            _ = try stores.session.rows([AccessTokenSnapshot.query(sample.tenantID, [sample.hashes.token], secretMustLive: true)])
        },
        HotStatements("read a personal token with its revision", ["personal_access_token_hash_key", "tenant_revision_pkey"]) {
            stores, sample in
            _ = try stores.session.rows([PersonalTokenSnapshot.query(sample.tenantID, [sample.hashes.personal])])
        },
        HotStatements("read a platform by its secret with its revision", ["platform_secret_hash_key", "platform_pkey"]) { stores, sample in
            _ = try stores.session.rows([PlatformSnapshot.query(sample.tenantID, [sample.hashes.secret])])
        },
        HotStatements("read a resource server by its secret with its revision", ["resource_server_secret_hash_key"]) { stores, sample in
            _ = try stores.session.rows([ResourceServerSnapshot.query(sample.tenantID, [sample.hashes.resourceServer])])
        },
        HotStatements("read an admin key with its revision", ["admin_key_hash_key"]) { stores, sample in
            _ = try stores.session.rows([AdminKeySnapshot.query(sample.tenantID, [sample.hashes.adminKey])])
        },
    ]
}
