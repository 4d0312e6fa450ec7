/// Makes one tenant with all that is in it.
final class TenantBuilder {
    struct Account {
        let id: String, publicID: String
        let thing: Int
    }
    struct Person {
        let id: String, email: String
        let thing: Int
        let account: Account
        /// Their membership in it.
        let membership: Int
    }
    struct Platform {
        let id: String, clientID: String, secret: String, secretID: String
        let thing: Int, generation: Int, secretThing: Int
        /// What shows of its scopes, or of its rules.
        let scopes: Int
    }
    struct Grant {
        let id: String
        let thing: Int
        let platform: Platform
        let account: Account
        let person: Person?
    }

    let plan: TenantPlan
    let build: WorldBuilder
    let id = SQLText.uuid
    let tenant: Int
    let host: Int
    /// What the tenant's clock says may end its tokens.
    let clock: Int
    /// Where anybody may ask about tokens.
    private(set) var callers: TenantCallers?
    /// The account somebody is in besides their own, by their id.
    private(set) var guests: [String: (account: Account, membership: Int)] = [:]

    init(_ plan: TenantPlan, _ build: WorldBuilder) {
        self.plan = plan
        self.build = build
        tenant = build.thing("tenant \(plan.slug)")
        host = build.thing("host of \(plan.slug)")
        clock = build.thing("clock of \(plan.slug)")
    }

    var hostName: String { "\(plan.slug).history.example" }
    var path: String { "/t/\(plan.slug)" }
    func here(_ where_: String = "") -> String { "tenant_id = '\(id)'\(where_.isEmpty ? "" : " AND \(where_)")" }
    func by(_ statements: String...) -> Door { .sql(statements, tenant: id) }
    func api(_ method: String, _ path: String, _ body: String? = nil) -> Door { .api(method, "\(plan.slug)/\(path)", body: body) }
    func command(_ words: String..., input: String? = nil) -> Door { .command(words + ["--tenant", plan.slug], input: input) }

    func make() throws {
        makeTenant()
        if plan.introspects { callers = try TenantCallers(of: self) }
        let accounts = (0..<2).map(makeAccount)
        let boss = SQLText.uuid
        build.insert(
            "app_user", [("tenant_id", "'\(id)'"), ("id", "'\(boss)'"), ("email", "'boss@x.example'"), ("email_key", "'boss@x.example'")])
        for account in accounts {
            build.insert("membership", [("tenant_id", "'\(id)'"), ("account_id", "'\(account.id)'"), ("user_id", "'\(boss)'")])
        }
        let people = accounts.flatMap { account in (0..<2).map { makePerson($0, in: account) } }
        if plan.hasRules, let guest = people.first, let account = accounts.last { makeGuest(guest, in: account) }
        let platforms = try (0..<2).map(makePlatform)
        var grants: [Grant] = []
        for platform in platforms {
            for account in accounts {
                let ofAccount = plan.hasAccountGrants ? makeGrant(platform, account, nil, approver: boss) : nil
                let ofPeople =
                    plan.hasUserGrants
                    ? people.filter { $0.account.id == account.id }.map { makeGrant(platform, account, $0, approver: boss) } : []
                grants += [ofAccount].compactMap { $0 } + ofPeople
                for grant in [ofAccount].compactMap({ $0 }) + ofPeople {
                    try TokenBuilder(tenant: self, grant: grant).make(parent: grant.person == nil ? nil : ofAccount)
                }
            }
        }
        makeEndings(accounts, people, platforms, grants)
        if plan.slug == "standard", let grant = grants.first { try TokenBuilder(tenant: self, grant: grant).makeCrowd() }
        if plan.hasRules { try PersonalTokenBuilder(tenant: self).make(in: accounts) }
    }

    private func makeTenant() {
        build.insert(
            "tenant",
            [
                ("id", "'\(id)'"), ("slug", "'\(plan.slug)'"), ("name", "'Tenant'"), ("dialect", "'\(plan.dialect)'"),
                ("sandbox", "\(plan.isSandbox)"),
            ])
        build.insert("tenant_host", [("host", "'\(hostName)'"), ("tenant_id", "'\(id)'")])
        build.toggle(
            "tenant disabled", tenant,
            there: [
                by("UPDATE tenant SET disabled_at = clock_timestamp() WHERE id = '\(id)'"), api("POST", "disable"),
                .command(["tenant", "disable", plan.slug, "--yes"]),
            ],
            back: [
                by("UPDATE tenant SET disabled_at = NULL WHERE id = '\(id)'"), api("POST", "enable"),
                .command(["tenant", "enable", plan.slug]),
            ])
        build.toggle(
            "host removed", host,
            there: [by("DELETE FROM tenant_host WHERE host = '\(hostName)'"), command("tenant", "host", "remove", hostName, "--yes")],
            back: [
                by("INSERT INTO tenant_host (host, tenant_id) VALUES ('\(hostName)', '\(id)') ON CONFLICT DO NOTHING"),
                command("tenant", "host", "add", hostName),
            ])
        if plan.isSandbox {
            build.toggle(
                "clock moved", clock, there: [by("UPDATE tenant SET clock_offset = interval '3 hours' WHERE id = '\(id)'")],
                back: [by("UPDATE tenant SET clock_offset = interval '0' WHERE id = '\(id)'")])
        }
    }

    private func makeAccount(_ number: Int) -> Account {
        let account = Account(
            id: SQLText.uuid, publicID: "\(plan.slug)-account-\(number)", thing: build.thing("account \(number) of \(plan.slug)"))
        build.insert(
            "account", [("tenant_id", "'\(id)'"), ("id", "'\(account.id)'"), ("public_id", "'\(account.publicID)'"), ("name", "'A'")])
        build.toggle(
            "account disabled", account.thing,
            there: [
                by("UPDATE account SET disabled_at = clock_timestamp() WHERE \(here("id = '\(account.id)'"))"),
                api("POST", "accounts/\(account.publicID)/disable"), command("account", "disable", account.publicID, "--yes"),
            ],
            back: [
                by("UPDATE account SET disabled_at = NULL WHERE \(here("id = '\(account.id)'"))"),
                api("POST", "accounts/\(account.publicID)/enable"), command("account", "enable", account.publicID),
            ])
        return account
    }

    private func makePerson(_ number: Int, in account: Account) -> Person {
        let email = "user\(number)@\(account.publicID).example"
        let person = Person(
            id: SQLText.uuid, email: email, thing: build.thing("user \(email)"), account: account,
            membership: build.thing("membership of \(email)"))
        let place = here("account_id = '\(account.id)' AND user_id = '\(person.id)'")
        build.insert(
            "app_user", [("tenant_id", "'\(id)'"), ("id", "'\(person.id)'"), ("email", "'\(email)'"), ("email_key", "'\(email)'")])
        let membership = """
            INSERT INTO membership (tenant_id, account_id, user_id, roles) VALUES ('\(id)', '\(account.id)', '\(person.id)', '{specialist}')
            ON CONFLICT ON CONSTRAINT membership_pkey DO UPDATE SET roles = excluded.roles
            """
        build.run(membership)
        makeSwitch(of: person)
        build.toggle(
            "membership removed", person.membership,
            there: [
                by("DELETE FROM membership WHERE \(place)"), api("DELETE", "memberships/\(account.publicID)/\(person.id)"),
                command("user", "leave", email, "--account", account.publicID, "--yes"),
            ],
            back: [
                by(membership), api("PUT", "memberships/\(account.publicID)/\(person.id)", #"{"roles":["specialist"]}"#),
                command("user", "join", email, "--account", account.publicID, "--role", "specialist"),
            ])
        if plan.hasRules {
            build.toggle(
                "role lost", person.membership, to: 2,
                there: [
                    by("UPDATE membership SET roles = '{}' WHERE \(place)"),
                    api("PUT", "memberships/\(account.publicID)/\(person.id)", #"{"roles":[]}"#),
                ], back: [by(membership)])
        }
        return person
    }

    private func makeGuest(_ person: Person, in account: Account) {
        let thing = build.thing("membership of \(person.email) as a guest")
        guests[person.id] = (account, thing)
        let place = here("account_id = '\(account.id)' AND user_id = '\(person.id)'")
        let membership =
            "INSERT INTO membership (tenant_id, account_id, user_id, roles) VALUES ('\(id)', '\(account.id)', '\(person.id)', '{specialist}') ON CONFLICT DO NOTHING"
        build.run(membership)
        build.toggle(
            "guest's membership removed", thing,
            there: [by("DELETE FROM membership WHERE \(place)"), api("DELETE", "memberships/\(account.publicID)/\(person.id)")],
            back: [by(membership), api("PUT", "memberships/\(account.publicID)/\(person.id)", #"{"roles":["specialist"]}"#)])
    }

    func makeSwitch(of person: Person) {
        build.toggle(
            "user disabled", person.thing,
            there: [
                by("UPDATE app_user SET disabled_at = clock_timestamp() WHERE \(here("id = '\(person.id)'"))"),
                api("POST", "users/\(person.id)/disable"), command("user", "disable", person.email, "--yes"),
            ],
            back: [
                by("UPDATE app_user SET disabled_at = NULL WHERE \(here("id = '\(person.id)'"))"), api("POST", "users/\(person.id)/enable"),
                command("user", "enable", person.email),
            ])
    }
}
