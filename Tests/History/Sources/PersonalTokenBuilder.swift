/// Makes personal access tokens, each of a person of its own, where the dialect has them.
struct PersonalTokenBuilder {
    let tenant: TenantBuilder

    func make(in accounts: [TenantBuilder.Account]) throws {
        for account in accounts {
            for number in 0..<2 { try make(number, in: account) }
        }
    }

    private func make(_ number: Int, in account: TenantBuilder.Account) throws {
        let build = tenant.build
        let email = "own\(number)@\(account.publicID).example"
        let person = TenantBuilder.Person(
            id: SQLText.uuid, email: email, thing: build.thing("user \(email)"), account: account,
            membership: build.thing("membership of \(email)"))
        let (token, rules) = (build.thing("personal token of \(email)"), build.thing("rules of \(email)"))
        let id = SQLText.uuid
        let (text, hash) = try build.secret(.personalAccessToken, tenant: tenant.id)
        build.insert(
            "app_user",
            [("tenant_id", "'\(tenant.id)'"), ("id", "'\(person.id)'"), ("email", "'\(email)'"), ("email_key", "'\(email)'")])
        let membership = """
            INSERT INTO membership (tenant_id, account_id, user_id, roles) VALUES ('\(tenant.id)', '\(account.id)', '\(person.id)', '{specialist}')
            ON CONFLICT DO NOTHING
            """
        let insert = """
            INSERT INTO personal_access_token (tenant_id, id, token_hash, account_id, user_id, name)
            VALUES ('\(tenant.id)', '\(id)', \(hash), '\(account.id)', '\(person.id)', 'T') ON CONFLICT DO NOTHING
            """
        let insertRules = tenant.rules(of: "personal_access_token_id", id, TenantBuilder.rules)
        for statement in [membership, insert, insertRules] { build.run(statement) }
        tenant.makeSwitch(of: person)
        let row = tenant.here("id = '\(id)'")
        build.toggle(
            "personal token revoked", token,
            there: [
                tenant.by("UPDATE personal_access_token SET revoked_at = clock_timestamp() WHERE \(row)"),
                tenant.api("POST", "tokens/revoke", #"{"token":"\#(text)"}"#), tenant.api("POST", "tokens/\(id)/revoke"),
            ], back: [tenant.by("UPDATE personal_access_token SET revoked_at = NULL WHERE \(row)")])
        // It goes with the membership, and its rules with it.
        let place = tenant.here("account_id = '\(account.id)' AND user_id = '\(person.id)'")
        let gone: [Door] = [
            tenant.by("DELETE FROM membership WHERE \(place)"), tenant.api("DELETE", "memberships/\(account.publicID)/\(person.id)"),
        ]
        let again = tenant.by(
            membership, insert, "DELETE FROM scope_record WHERE \(tenant.here("personal_access_token_id = '\(id)'"))", insertRules)
        build.switches.append(
            Switch(
                kind: "personal token gone with its membership",
                there: Move([.init(thing: token, value: 0), .init(thing: rules, value: 2)], gone),
                back: Move([.init(thing: token, value: 1), .init(thing: rules, value: 1)], [again])))
        build.toggle(
            "rules of a personal token changed", rules, to: 3,
            there: [
                tenant.by(
                    "UPDATE scope_record SET actions = \(TenantBuilder.otherRules) WHERE \(tenant.here("personal_access_token_id = '\(id)'"))"
                )
            ],
            back: [
                tenant.by(
                    "UPDATE scope_record SET actions = \(TenantBuilder.rules) WHERE \(tenant.here("personal_access_token_id = '\(id)'"))")
            ], held: [token])
        ask(text, person, needs: [token, tenant.tenant, account.thing, person.thing, person.membership], rules: rules)
    }

    private func ask(_ token: String, _ person: TenantBuilder.Person, needs: [Int], rules: Int) {
        let bearer = "Authorization: Bearer \(token)"
        for (way, host, prefix, more) in [("path", "127.0.0.1", tenant.path, [Int]()), ("host", tenant.hostName, "", [tenant.host])] {
            tenant.build.ask(
                "personal, validated, by \(way): \(person.email)", ProbeRequest(path: prefix + "/v1/me", host: host, headers: [bearer]),
                needs: needs + more, required: ["\"\(person.id)\"", "\"\(person.email)\"", "\"\(person.account.publicID)\""])
            tenant.build.ask(
                "personal, what it may do, by \(way): \(person.email)",
                ProbeRequest(path: prefix + "/introspect", host: host, headers: [bearer]), needs: needs + more,
                required: ["\"active\":true"], shown: ProbeBuilder.ruleMarks(rules, nil))
        }
    }
}
