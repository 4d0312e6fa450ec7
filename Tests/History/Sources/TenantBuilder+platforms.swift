extension TenantBuilder {
    /// The rules of an application, where the dialect has such.
    static let rules = "'{request:R,task:R}'"
    static let otherRules = "'{note:R,task:R}'"

    func makePlatform(_ number: Int) throws -> Platform {
        let name = "platform \(number) of \(plan.slug)"
        let (secret, hash) = try build.secret(.clientSecret, tenant: id)
        let platform = Platform(
            id: SQLText.uuid, clientID: "\(plan.slug)-platform-\(number)", secret: secret, secretID: SQLText.uuid, thing: build.thing(name),
            generation: build.thing("generation of \(name)"), secretThing: build.thing("secret of \(name)"),
            scopes: build.thing("scopes of \(name)"))
        build.insert(
            "platform",
            [
                ("tenant_id", "'\(id)'"), ("id", "'\(platform.id)'"), ("client_id", "'\(platform.clientID)'"), ("name", "'P'"),
                ("redirect_uris", "'{https://partner.example/callback}'"), ("scopes", SQLText.array(plan.scopes)),
                ("grant_types", "'{authorization_code}'"),
            ])
        build.insert(
            "platform_secret",
            [("tenant_id", "'\(id)'"), ("id", "'\(platform.secretID)'"), ("platform_id", "'\(platform.id)'"), ("secret_hash", hash)])
        makeSwitches(of: platform)
        plan.hasRules ? makeRules(of: platform) : makeScopes(of: platform)
        return platform
    }

    private func makeSwitches(of platform: Platform) {
        let row = here("id = '\(platform.id)'")
        let sleep = by("UPDATE platform SET disabled_at = clock_timestamp() WHERE \(row)")
        let wake = by("UPDATE platform SET disabled_at = NULL WHERE \(row)")
        let doors = [api("POST", "platforms/\(platform.clientID)/disable"), command("platform", "disable", platform.clientID, "--yes")]
        if plan.endsWithPlatform {
            build.toggle("platform disabled", platform.thing, there: [sleep], back: [wake])
            build.toggle(
                "platform disabled for good", [platform.thing, platform.generation],
                there: doors + [by("UPDATE platform SET disabled_at = clock_timestamp(), generation = generation + 1 WHERE \(row)")],
                back: [by("UPDATE platform SET disabled_at = NULL, generation = 0 WHERE \(row)")])
        } else {
            build.toggle(
                "platform disabled", platform.thing, there: doors + [sleep],
                back: [wake, api("POST", "platforms/\(platform.clientID)/enable"), command("platform", "enable", platform.clientID)])
        }
        build.toggle(
            "generation raised", platform.generation, there: [by("UPDATE platform SET generation = generation + 1 WHERE \(row)")],
            back: [by("UPDATE platform SET generation = 0 WHERE \(row)")])
        let secret = here("id = '\(platform.secretID)'")
        build.toggle(
            "platform secret disabled", platform.secretThing,
            there: [
                by("UPDATE platform_secret SET disabled_at = clock_timestamp() WHERE \(secret)"),
                api("POST", "platforms/\(platform.clientID)/secrets/\(platform.secretID)/disable"),
                command("platform", "secret", "disable", platform.clientID, "--secret", platform.secretID, "--yes"),
            ], back: [by("UPDATE platform_secret SET disabled_at = NULL WHERE \(secret)")])
    }

    private func makeScopes(of platform: Platform) {
        guard let first = plan.scopes.first else { return }
        let row = here("id = '\(platform.id)'")
        let back = by(
            "UPDATE platform SET scopes = \(SQLText.array(plan.scopes)) WHERE \(row)",
            "UPDATE account_grant SET scopes = \(SQLText.array(plan.scopes)) WHERE \(here("platform_id = '\(platform.id)'"))")
        build.toggle(
            "scopes taken away", platform.scopes, there: [by("UPDATE platform SET scopes = '{other}' WHERE \(row)")], back: [back])
        build.toggle(
            "scope taken away", platform.scopes, to: 2,
            there: [
                by("UPDATE platform SET scopes = '{\(first)}' WHERE \(row)"),
                api("PATCH", "platforms/\(platform.clientID)", #"{"scopes":["\#(first)"]}"#),
            ], back: [back])
    }

    private func makeRules(of platform: Platform) {
        let rows = here("platform_id = '\(platform.id)'")
        let insert = rules(of: "platform_id", platform.id, Self.rules)
        build.run(insert)
        build.toggle(
            "rules replaced", platform.scopes, to: 3,
            there: [by("DELETE FROM scope_record WHERE \(rows)", rules(of: "platform_id", platform.id, Self.otherRules))],
            back: [by("DELETE FROM scope_record WHERE \(rows)", insert)])
        build.toggle(
            "rules changed", platform.scopes, to: 3,
            there: [by("UPDATE scope_record SET actions = \(Self.otherRules) WHERE \(rows)")],
            back: [by("UPDATE scope_record SET actions = \(Self.rules) WHERE \(rows)")])
        build.toggle(
            "rules deleted", platform.scopes, to: 2, there: [by("DELETE FROM scope_record WHERE \(rows)")],
            back: [by("DELETE FROM scope_record WHERE \(rows)", insert)])
    }

    func rules(of column: String, _ owner: String, _ actions: String) -> String {
        "INSERT INTO scope_record (tenant_id, \(column), position, actions) VALUES ('\(id)', '\(owner)', 0, \(actions))"
    }

    func makeGrant(_ platform: Platform, _ account: Account, _ person: Person?, approver: String) -> Grant {
        let grant = Grant(
            id: SQLText.uuid, thing: build.thing("grant of \(person?.email ?? account.publicID) to \(platform.clientID)"),
            platform: platform, account: account, person: person)
        build.insert(
            "account_grant",
            [
                ("tenant_id", "'\(id)'"), ("id", "'\(grant.id)'"), ("account_id", "'\(account.id)'"), ("platform_id", "'\(platform.id)'"),
                ("user_id", person.map { "'\($0.id)'" } ?? "NULL"), ("scopes", SQLText.array(plan.scopes)),
                ("approved_by", "'\(approver)'"),
                ("connected_at", "clock_timestamp()"),
            ])
        let row = here("id = '\(grant.id)'")
        build.toggle(
            "grant revoked", grant.thing,
            there: [
                by("UPDATE account_grant SET revoked_at = clock_timestamp(), revoked_by = 'operator' WHERE \(row)"),
                api("POST", "grants/\(grant.id)/revoke"), command("grant", "revoke", grant.id, "--yes"),
            ], back: [by("UPDATE account_grant SET revoked_at = NULL, revoked_by = NULL WHERE \(row)")])
        return grant
    }

    /// What ends many things at once.
    func makeEndings(_ accounts: [Account], _ people: [Person], _ platforms: [Platform], _ grants: [Grant]) {
        func wake(_ condition: String) -> Door {
            by("UPDATE account_grant SET revoked_at = NULL, revoked_by = NULL WHERE \(here(condition))")
        }
        func end(_ condition: String) -> Door {
            by(
                "UPDATE account_grant SET revoked_at = clock_timestamp(), revoked_by = 'operator' WHERE \(here(condition)) AND revoked_at IS NULL"
            )
        }
        for account in accounts where !plan.hasRules {
            build.toggle(
                "account revoked", grants.filter { $0.account.id == account.id }.map(\.thing),
                there: [
                    api("POST", "accounts/\(account.publicID)/revoke"), command("account", "revoke", account.publicID, "--yes"),
                    end("account_id = '\(account.id)'"),
                ], back: [wake("account_id = '\(account.id)'")])
        }
        for person in people where plan.hasUserGrants {
            build.toggle(
                "user revoked", grants.filter { $0.person?.id == person.id }.map(\.thing),
                there: [
                    api("POST", "users/\(person.id)/revoke"), command("user", "revoke", person.email, "--yes"),
                    end("user_id = '\(person.id)'"),
                ], back: [wake("user_id = '\(person.id)'")])
        }
        for platform in platforms {
            let ended = grants.filter { $0.platform.id == platform.id }.map(\.thing)
            let condition = "platform_id = '\(platform.id)'"
            let row = here("id = '\(platform.id)'")
            build.toggle(
                "platform revoked", [platform.generation] + ended,
                there: [
                    api("POST", "platforms/\(platform.clientID)/revoke"), command("platform", "revoke", platform.clientID, "--yes"),
                    by(
                        "UPDATE platform SET generation = generation + 1 WHERE \(row)",
                        "UPDATE account_grant SET revoked_at = clock_timestamp(), revoked_by = 'operator' WHERE \(here(condition)) AND revoked_at IS NULL"
                    ),
                ],
                back: [
                    by(
                        "UPDATE platform SET generation = 0 WHERE \(row)",
                        "UPDATE account_grant SET revoked_at = NULL, revoked_by = NULL WHERE \(here(condition))")
                ])
        }
    }
}
