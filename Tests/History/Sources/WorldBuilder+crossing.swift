extension WorldBuilder {
    /// Every tenant, and what concerns several of them at once.
    static func fill(_ build: WorldBuilder) throws {
        for plan in TenantPlan.all { try TenantBuilder(plan, build).make() }
        build.switchTwoAtOnce()
        build.truncateRules()
    }

    /// Two tenants' things in one transaction.
    private func switchTwoAtOnce() {
        let typed = switches.filter { $0.kind == "token revoked" || $0.kind == "account disabled" }
        let (half, rest) = (typed.prefix(typed.count / 2), typed.suffix(typed.count / 2))
        for (one, other) in zip(half, rest.shuffled()) where one.things.isDisjoint(with: other.things) {
            switches.append(
                Switch(
                    kind: "two things in one transaction", there: one.there.joined(with: other.there),
                    back: one.back.joined(with: other.back)))
        }
    }

    /// A tenant without a revision has nothing that is good.
    func loseRevisions() {
        for lost in switches where lost.kind == "tenant disabled" {
            guard let tenant = lost.there.doors.compactMap(\.tenant).first, let thing = lost.things.first else { continue }
            toggle(
                "revision lost", thing, there: [.sql(["DELETE FROM registry.tenant_revision WHERE tenant_id = '\(tenant)'"], tenant: nil)],
                back: [
                    .sql(
                        [
                            """
                            INSERT INTO registry.tenant_revision (tenant_id, number)
                            SELECT '\(tenant)', coalesce(max(number), 0) FROM registry.tenant_revision_log WHERE tenant_id = '\(tenant)'
                            ON CONFLICT DO NOTHING
                            """
                        ], tenant: nil)
                ], rarity: 4)
        }
    }

    /// Every rule of every tenant at once.
    private func truncateRules() {
        let changed = switches.filter { $0.kind == "rules deleted" || $0.kind == "rules of a personal token changed" }
        let things = changed.flatMap { $0.there.effects.map(\.thing) }
        let inserts = rows.filter { $0.hasPrefix("INSERT INTO scope_record") }.map { String($0.dropLast()) }
        switches.append(
            Switch(
                kind: "every rule truncated",
                there: Move(things.map { .init(thing: $0, value: 2) }, [.sql(["TRUNCATE scope_record"], tenant: nil)]),
                back: Move(things.map { .init(thing: $0, value: 1) }, [.sql(["DELETE FROM scope_record"] + inserts, tenant: nil)]),
                held: changed.flatMap(\.held), rarity: 2))
    }
}

extension Move {
    /// Both by hand in one transaction.
    fileprivate func joined(with other: Move) -> Move {
        let statements = (doors + other.doors).compactMap { door -> [String]? in
            if case .sql(let statements, _) = door { statements } else { nil }
        }
        return Move(effects + other.effects, [.sql(statements.flatMap { $0 }, tenant: nil)])
    }
}
