/// Makes the requests that ask about one token: in every way the dialect has, by path and by host.
struct ProbeBuilder {
    let tenant: TenantBuilder
    let grant: TenantBuilder.Grant
    let token: String
    let needs: [Int]

    private var plan: TenantPlan { tenant.plan }
    private var platform: TenantBuilder.Platform { grant.platform }
    private var bearer: String { "Authorization: \(plan.scheme) \(token)" }

    func make() {
        if let path = plan.validation { ask("validated", ProbeRequest(path: path, headers: [bearer]), required: validated) }
        if plan.introspects { introspect() }
        if plan.hasRules { describe() }
    }

    private var core: [Int] {
        var things = needs + [tenant.tenant, grant.thing, platform.thing, platform.generation, grant.account.thing]
        if let person = grant.person { things += [person.thing, person.membership] }
        if plan.isSandbox { things.append(tenant.clock) }
        if plan.endsWithPlatform { things.append(platform.secretThing) }
        if !plan.scopes.isEmpty { things.append(platform.scopes) }
        return things
    }

    private var validated: [String] {
        switch plan.dialect {
        case "xoxoday": ["\"\(token)\""]
        case "xref": ["\"xref_account_id\":\"\(grant.account.publicID)\""]
        default: ["\"\(grant.account.publicID)\""] + (grant.person.map { ["\"\($0.id)\"", "\"\($0.email)\""] } ?? [])
        }
    }

    private func introspect() {
        let required =
            ["\"account_id\":\"\(grant.account.publicID)\"", "\"client_id\":\"\(platform.clientID)\""]
            + ["\"sub\":\"\(grant.person?.id ?? "account:" + grant.account.publicID)\""]
        let path = "/oauth/introspect"
        var shown: [(thing: Int, marks: [Probe.Mark])] = []
        if !plan.scopes.isEmpty { shown = [(platform.scopes, Self.scopeMarks(plan.scopes))] }
        if plan.hasRules, let person = grant.person { shown = Self.ruleMarks(platform.scopes, person.membership) }
        func ask(_ name: String, _ authorization: String, needs: [Int], required more: [String] = []) {
            self.ask(
                name, ProbeRequest(method: "POST", path: path, headers: [authorization], form: [("token", token)]), more: needs,
                isIntrospection: true, required: required + more, shown: shown)
        }
        ask("asked by its platform", ProbeRequest.basic(platform.clientID, platform.secret), needs: [platform.secretThing])
        if let callers = tenant.callers {
            ask(
                "asked by a resource server", ProbeRequest.basic(callers.serverID, callers.serverSecret),
                needs: [callers.server, callers.serverSecretThing], required: ["\"aud\":\"https://api.example\""])
            ask("asked by the vendor", "Authorization: Bearer \(callers.key)", needs: [callers.keyThing])
        }
    }

    /// In their own account, which needs no header, and with it.
    private func describe() {
        guard let person = grant.person else { return }
        let shown = Self.ruleMarks(platform.scopes, person.membership)
        ask("what it may do", ProbeRequest(path: "/introspect", headers: [bearer]), required: ["\"active\":true"], shown: shown)
        let header = "X-Xurrent-Account: \(grant.account.publicID)"
        ask(
            "what it may do in an account", ProbeRequest(path: "/introspect", headers: [bearer, header]), required: ["\"active\":true"],
            shown: shown)
        if let guest = tenant.guests[person.id] {
            ask(
                "what it may do as a guest",
                ProbeRequest(path: "/introspect", headers: [bearer, "X-Xurrent-Account: \(guest.account.publicID)"]),
                more: [guest.membership, guest.account.thing], required: ["\"active\":true"],
                shown: Self.ruleMarks(platform.scopes, guest.membership))
        }
    }

    private func ask(
        _ name: String, _ request: ProbeRequest, more: [Int] = [], isIntrospection: Bool = false, required: [String],
        shown: [(thing: Int, marks: [Probe.Mark])] = []
    ) {
        var byPath = request
        byPath.path = tenant.path + request.path
        var byHost = request
        byHost.host = tenant.hostName
        for (request, things, way) in [(byPath, [Int](), "path"), (byHost, [tenant.host], "host")] {
            tenant.build.ask(
                "\(name), by \(way): \(plan.slug) \(tenant.build.names[needs[0]])", request, needs: core + more + things,
                isIntrospection: isIntrospection, required: required, shown: shown)
        }
    }

    /// Both, or the first only.
    static func scopeMarks(_ scopes: [String]) -> [Probe.Mark] {
        [
            Probe.Mark(value: 1, anyOf: [Array("\"scope\":\"\(scopes.joined(separator: " "))\"".utf8)]),
            Probe.Mark(value: 2, anyOf: [Array("\"scope\":\"\(scopes[0])\"".utf8)]),
        ]
    }

    /// Of the rules: requests, nothing, notes. Of the roles: who has one may read tasks, if there are rules at all.
    static func ruleMarks(_ rules: Int, _ membership: Int?) -> [(thing: Int, marks: [Probe.Mark])] {
        let (request, note, task) = (Array("\"request:Read\"".utf8), Array("\"note:Read\"".utf8), Array("\"task:Read\"".utf8))
        let ofRules = [
            Probe.Mark(value: 1, anyOf: [request], noneOf: [note]), Probe.Mark(value: 2, noneOf: [request, note, task]),
            Probe.Mark(value: 3, anyOf: [note], noneOf: [request]),
        ]
        let empty = [Array("\"scopes\":[]".utf8), Array("\"actions\":[]".utf8)]
        let ofRoles = [Probe.Mark(value: 1, anyOf: [task] + empty), Probe.Mark(value: 2, noneOf: [task])]
        return [(rules, ofRules)] + (membership.map { [($0, ofRoles)] } ?? [])
    }
}
