import Model
import OAuth
import Postgres

/// The parts that the statements of all grant types are made of. Each decides in a `WITH` query named `issue`, of one row for each job or none,
/// and writes from those rows only; where the database decides, it begins with `clock`, `asked` and `client`.
struct IssueBatch {
    let terms: IssueTerms
    let orders: [IssueOrder]
    /// One or two texts of each job that its grant type has besides; empty: none.
    var texts: [(String, String)]
    /// The hashes that each job's code or token may have.
    var hashes: [[TokenHash]] = []

    /// `tenant_now()`, which is costly to call, read once for all that is decided and written. Nothing for a tenant that is disabled.
    var clock: SQL {
        """
        clock AS MATERIALIZED (
            SELECT clock_timestamp() + tenant.clock_offset AS now FROM tenant
            WHERE tenant.id = \(terms.tenantID) AND tenant.dialect = \(terms.dialect) AND tenant.disabled_at IS NULL \(isNamed)
        )
        """
    }

    private var isNamed: SQL {
        guard let site = terms.site else { return "" }
        if let slug = site.slug { return "AND tenant.slug = \(slug)" }
        return "AND tenant.id = (SELECT tenant_id FROM tenant_host WHERE host = \(site.key))"
    }

    /// The jobs, numbered from 1 on: a row for each pair of hashes that a job's secret and its code or token may have, of which one can be
    /// right. What belongs to a job stays in its row all the way: joined again by its number, a batch would be gone through for each of it.
    var asked: SQL {
        let rows = orders.indices.flatMap { place in
            (orders[place].secretHashes.isEmpty ? [orders[place].accessToken] : orders[place].secretHashes).flatMap { secret in
                (hashes.isEmpty ? [orders[place].accessToken] : hashes[place]).map { (place: place, secret: secret, presented: $0) }
            }
        }
        let each = rows.map { orders[$0.place] }
        return """
            asked AS MATERIALIZED (
                SELECT place, client_id, CASE WHEN scopes <> '' THEN string_to_array(scopes, chr(31)) END AS asked_scopes,
                    secret_hash, presented_hash, access_hash, refresh_hash, nullif(source_address, '') AS source_address,
                    nullif(request_id, '') AS request_id, nullif(first_text, '') AS first_text, nullif(second_text, '') AS second_text
                FROM unnest(
                    \(rows.map { $0.place + 1 }), \(each.map(\.clientID)), \(each.map { $0.scopes.joined(separator: "\u{1F}") }),
                    \(rows.map(\.secret)), \(rows.map(\.presented)), \(each.map(\.accessToken)),
                    \(each.map { $0.refreshToken ?? $0.accessToken }), \(each.map { $0.sourceAddress ?? "" }),
                    \(each.map { $0.requestID ?? "" }), \(rows.map { texts[$0.place].0 }), \(rows.map { texts[$0.place].1 })
                ) AS asked (
                    place, client_id, scopes, secret_hash, presented_hash, access_hash, refresh_hash, source_address, request_id,
                    first_text, second_text
                )
            )
            """
    }

    /// The clients that prove who they are and may use the grant type. Not those whose use of the secret is still to be noted.
    var client: SQL {
        guard !terms.isPublic else {
            return """
                client AS MATERIALIZED (
                    SELECT asked.*, \(Self.platform), NULL::uuid AS secret_id, clock.now
                    FROM clock CROSS JOIN asked
                    JOIN platform ON platform.tenant_id = \(terms.tenantID) AND platform.client_id = asked.client_id AND platform.is_public
                        AND \(mayAsk)
                )
                """
        }
        return """
            client AS MATERIALIZED (
                SELECT DISTINCT ON (asked.place, asked.presented_hash) asked.*, \(Self.platform), platform_secret.id AS secret_id, clock.now
                FROM clock CROSS JOIN asked
                JOIN platform_secret ON platform_secret.tenant_id = \(terms.tenantID)
                    AND platform_secret.secret_hash = asked.secret_hash AND platform_secret.disabled_at IS NULL
                    AND (platform_secret.expires_at IS NULL OR platform_secret.expires_at > clock.now)
                    AND platform_secret.last_used_at > clock.now - interval '1 minute'
                JOIN platform ON platform.tenant_id = platform_secret.tenant_id AND platform.id = platform_secret.platform_id
                    AND platform.client_id = asked.client_id AND \(mayAsk)
                ORDER BY asked.place, asked.presented_hash
            )
            """
    }

    private static let platform: SQL = """
        platform.tenant_id, platform.id AS platform_id, platform.scopes AS platform_scopes, platform.grant_types, platform.is_public,
        platform.generation
        """

    private var mayAsk: SQL { "platform.disabled_at IS NULL AND \(terms.grantType.rawValue) = ANY(platform.grant_types)" }

    /// The ids of the clients that are named. Nothing in this changes: a lock that hangs on nothing else is certain to be taken.
    var namedPlatforms: SQL {
        """
        (SELECT platform.id FROM platform
            WHERE platform.tenant_id = \(terms.tenantID) AND platform.client_id = ANY(\(Array(Set(orders.map(\.clientID))).sorted())))
        """
    }

    /// What `issue` takes of a client and of what it asks, which are in rows of this name.
    static func basis(_ rows: SQL) -> SQL {
        """
        \(rows).place, \(rows).tenant_id, \(rows).platform_id, \(rows).client_id, \(rows).secret_id, \(rows).generation, \(rows).access_hash,
        \(rows).refresh_hash, \(rows).source_address, \(rows).request_id, \(rows).now, date_trunc('milliseconds', \(rows).now) AS issued_at
        """
    }

    /// What `issue` takes of a grant and its account.
    static let granted: SQL = """
        account_grant.id AS grant_id, CASE WHEN account_grant.user_id IS NULL THEN 'company' ELSE 'user' END AS token_type, account.public_id
        """

    /// Of a grant: the lifetime of its kind.
    static func length(_ lifetime: IssueTerms.Lifetime?) -> SQL {
        "CASE WHEN account_grant.user_id IS NULL THEN \(lifetime?.company) ELSE \(lifetime?.user) END"
    }

    /// `approved`: whether `issue` has a family, or none, and a code and somebody who allowed it.
    static func insertAccessTokens(approved: Bool) -> SQL {
        let columns: SQL = approved ? ", family_id, code_id, obtained_by" : ""
        return """
            access AS (
                INSERT INTO access_token
                    (tenant_id, token_hash, grant_id, secret_id, generation, token_type, scopes, created_at, expires_at \(columns))
                SELECT tenant_id, access_hash, grant_id, secret_id, generation, token_type, scopes, issued_at, access_expires_at \(columns)
                FROM issue
            )
            """
    }

    static func insertRefreshTokens(parent: SQL, scopes: SQL) -> SQL {
        """
        refresh AS (
            INSERT INTO refresh_token (tenant_id, token_hash, family_id, parent_id, secret_id, scopes, created_at, expires_at)
            SELECT tenant_id, refresh_hash, family_id, \(parent), secret_id, \(scopes), issued_at, refresh_expires_at FROM issue
            WHERE refresh_expires_at IS NOT NULL
        )
        """
    }

    /// `detail`: JSON about a row of `issue`.
    static func insertAuditEntries(_ action: String, detail: SQL) -> SQL {
        """
        entry AS (
            INSERT INTO audit_entry
                (tenant_id, occurred_at, actor_kind, actor_id, action, target_kind, target_id, detail, source_address, request_id)
            SELECT tenant_id, now, 'platform', platform_id::text, \(action), 'grant', grant_id::text, \(detail), source_address, request_id
            FROM issue
        )
        """
    }
}
