/// Who asks about tokens besides platforms: a resource server and the vendor's own back end.
struct TenantCallers {
    let serverID: String, serverSecret: String, key: String
    let server: Int, serverSecretThing: Int, keyThing: Int

    init(of tenant: TenantBuilder) throws {
        let build = tenant.build
        let slug = tenant.plan.slug
        serverID = "rs_\(slug)"
        server = build.thing("resource server of \(slug)")
        serverSecretThing = build.thing("resource server's secret of \(slug)")
        keyThing = build.thing("management key of \(slug)")
        let (id, secretID, keyID) = (SQLText.uuid, SQLText.uuid, SQLText.uuid)
        let (secret, hash) = try build.secret(.resourceServerSecret, tenant: tenant.id)
        let (key, keyHash) = try build.secret(.adminKey, tenant: nil, prefix: "symbolon_admin_")
        (serverSecret, self.key) = (secret, key)
        build.insert(
            "resource_server",
            [
                ("tenant_id", "'\(tenant.id)'"), ("id", "'\(id)'"), ("public_id", "'\(serverID)'"), ("name", "'R'"),
                ("audience", "'https://api.example'"),
            ])
        build.insert(
            "resource_server_secret",
            [("tenant_id", "'\(tenant.id)'"), ("id", "'\(secretID)'"), ("resource_server_id", "'\(id)'"), ("secret_hash", hash)])
        build.insert(
            "admin_key", [("id", "'\(keyID)'"), ("tenant_id", "'\(tenant.id)'"), ("name", "'vendor'"), ("key_hash", keyHash)])
        let row = tenant.here("id = '\(id)'")
        build.toggle(
            "resource server disabled", server,
            there: [
                tenant.by("UPDATE resource_server SET disabled_at = clock_timestamp() WHERE \(row)"),
                tenant.api("POST", "resource-servers/\(serverID)/disable"),
            ],
            back: [
                tenant.by("UPDATE resource_server SET disabled_at = NULL WHERE \(row)"),
                tenant.api("POST", "resource-servers/\(serverID)/enable"),
            ])
        let secretRow = tenant.here("id = '\(secretID)'")
        build.toggle(
            "resource server's secret ended", serverSecretThing,
            there: [
                tenant.by("UPDATE resource_server_secret SET expires_at = clock_timestamp() - interval '9 days' WHERE \(secretRow)"),
                tenant.by("DELETE FROM resource_server_secret WHERE \(secretRow)"),
            ],
            back: [
                tenant.by(
                    """
                    INSERT INTO resource_server_secret (tenant_id, id, resource_server_id, secret_hash)
                    VALUES ('\(tenant.id)', '\(secretID)', '\(id)', \(hash))
                    ON CONFLICT ON CONSTRAINT resource_server_secret_pkey DO UPDATE SET expires_at = NULL
                    """)
            ], held: [server])
        build.toggle(
            "management key revoked", keyThing,
            there: [
                tenant.by("UPDATE admin_key SET revoked_at = clock_timestamp() WHERE id = '\(keyID)'"),
                tenant.api("POST", "keys/\(keyID)/revoke"), .command(["key", "revoke", keyID, "--yes"]),
            ], back: [tenant.by("UPDATE admin_key SET revoked_at = NULL WHERE id = '\(keyID)'")])
    }
}
