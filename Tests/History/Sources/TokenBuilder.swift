import Foundation

/// Makes the tokens of one grant, and the requests that ask about them.
struct TokenBuilder {
    let tenant: TenantBuilder
    let grant: TenantBuilder.Grant

    private var build: WorldBuilder { tenant.build }
    private var plan: TenantPlan { tenant.plan }

    /// One that stands alone, and one of a family of refresh tokens.
    func make(parent: TenantBuilder.Grant?) throws {
        try make("token", family: nil, parent: nil)
        let family = SQLText.uuid
        let thing = build.thing("family of \(build.names[grant.thing])")
        build.insert(
            "token_family",
            [
                ("tenant_id", "'\(tenant.id)'"), ("id", "'\(family)'"), ("grant_id", "'\(grant.id)'"),
                ("parent_grant_id", parent.map { "'\($0.id)'" } ?? "NULL"),
            ])
        let (refresh, hash) = try build.secret(.refreshToken, tenant: tenant.id)
        build.insert(
            "refresh_token",
            [
                ("tenant_id", "'\(tenant.id)'"), ("token_hash", hash), ("family_id", "'\(family)'"),
                ("secret_id", "'\(grant.platform.secretID)'"),
                ("scopes", SQLText.array(plan.scopes)), ("expires_at", "clock_timestamp() + interval '9 days'"),
            ])
        build.toggle(
            "family revoked", thing,
            there: [
                tenant.by("UPDATE token_family SET revoked_at = clock_timestamp() WHERE \(tenant.here("id = '\(family)'"))"),
                tenant.api("POST", "tokens/revoke", #"{"token":"\#(refresh)"}"#),
                tenant.command("token", "revoke", "--token-stdin", "--yes", input: refresh),
            ] + revocation(refresh),
            back: [
                tenant.by(
                    "UPDATE token_family SET revoked_at = NULL WHERE \(tenant.here("id = '\(family)'"))",
                    "UPDATE refresh_token SET used_at = NULL, retired_at = NULL WHERE \(tenant.here("family_id = '\(family)'"))")
            ])
        try make("family's token", family: family, parent: parent, more: [thing] + (parent.map { [$0.thing] } ?? []))
    }

    private func make(_ name: String, family: String?, parent: TenantBuilder.Grant?, more: [Int] = []) throws {
        let id = SQLText.uuid
        let thing = build.thing("\(name) of \(build.names[grant.thing])")
        let (text, hash) = try build.secret(.accessToken, tenant: tenant.id)
        insert(id: "'\(id)'", hash: hash, family: family)
        let row = tenant.here("id = '\(id)'")
        let wake = tenant.by("UPDATE access_token SET revoked_at = NULL, revocation_reason = NULL, expires_at = \(end) WHERE \(row)")
        build.toggle(
            "token revoked", thing,
            there: [
                tenant.by("UPDATE access_token SET revoked_at = clock_timestamp() WHERE \(row)"),
                tenant.api("POST", "tokens/revoke", #"{"token":"\#(text)"}"#), tenant.api("POST", "tokens/\(id)/revoke"),
                tenant.command("token", "revoke", "--token-stdin", "--yes", input: text),
            ] + revocation(text), back: [wake])
        if !plan.isSandbox {
            build.toggle(
                "token expired", thing,
                there: [.expiry("UPDATE access_token SET expires_at = clock_timestamp() + interval '400 ms' WHERE \(row)", seconds: 0.4)],
                back: [wake])
        }
        if plan.dialect == "xref" {
            var request = ProbeRequest(method: "POST", path: tenant.path + "/oauth/deauthorize", headers: ["Authorization: Token \(text)"])
            request.headers.append("Content-Length: 0")
            build.toggle(
                "connection ended by its platform", grant.thing,
                there: [
                    .oauth(request.rendered.bytes),
                    tenant.by(
                        "UPDATE account_grant SET revoked_at = clock_timestamp(), revoked_by = 'platform' WHERE \(tenant.here("id = '\(grant.id)'"))"
                    ),
                ],
                back: [
                    tenant.by("UPDATE account_grant SET revoked_at = NULL, revoked_by = NULL WHERE \(tenant.here("id = '\(grant.id)'"))")
                ])
        }
        ProbeBuilder(tenant: tenant, grant: grant, token: text, needs: [thing] + more).make()
    }

    /// Where its tenant's clock may be moved, all are to end some time.
    private var end: String { plan.isSandbox ? "clock_timestamp() + interval '2 hours'" : "NULL" }

    private func insert(id: String, hash: String, family: String?) {
        build.insert(
            "access_token",
            [
                ("tenant_id", "'\(tenant.id)'"), ("id", id), ("token_hash", hash), ("grant_id", "'\(grant.id)'"),
                ("secret_id", "'\(grant.platform.secretID)'"), ("family_id", family.map { "'\($0)'" } ?? "NULL"),
                ("token_type", grant.person == nil ? "'company'" : "'user'"), ("scopes", SQLText.array(plan.scopes)), ("expires_at", end),
            ])
    }

    private func revocation(_ token: String) -> [Door] {
        guard plan.dialect == "standard" else { return [] }
        let request = ProbeRequest(
            method: "POST", path: tenant.path + "/oauth/revoke",
            headers: [ProbeRequest.basic(grant.platform.clientID, grant.platform.secret)], form: [("token", token)])
        return [.oauth(request.rendered.bytes)]
    }

    /// A crowd beside the grant's own tokens: more than ten thousand that one statement changes.
    func makeCrowd() throws {
        build.run(
            """
            INSERT INTO access_token (tenant_id, token_hash, grant_id, secret_id, token_type, scopes)
            SELECT '\(tenant.id)', sha256(number::text::bytea), '\(grant.id)', '\(grant.platform.secretID)', 'company', \(SQLText.array(plan.scopes))
            FROM generate_series(1, 10500) AS number
            """)
        let crowd = tenant.here("grant_id = '\(grant.id)'")
        let named = build.names.indices.filter {
            build.names[$0] == "token of \(build.names[grant.thing])" || build.names[$0] == "family's token of \(build.names[grant.thing])"
        }
        build.toggle(
            "ten thousand tokens at once", named,
            there: [tenant.by("UPDATE access_token SET revoked_at = clock_timestamp() WHERE \(crowd)")],
            back: [tenant.by("UPDATE access_token SET revoked_at = NULL WHERE \(crowd)")], rarity: 4)
    }
}
