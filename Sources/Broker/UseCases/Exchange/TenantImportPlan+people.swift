import Model
import Storage

extension TenantImportPlan {
    mutating func plan(_ entry: TenantDocument.AccountEntry, at place: String) throws {
        let id = try FieldCheck.identifier(entry.id, field: "id")
        let name = try FieldCheck.name(entry.name, field: "name")
        let (engine, tenant, actor, disabled) = (engine, tenant, actor, entry.disabled ?? false)
        let known = present.accounts[id]
        if let known, known.name == name, (known.disabledAt != nil) == disabled { return report.accounts.unchanged += 1 }
        if known == nil { report.accounts.created += 1 } else { report.accounts.updated += 1 }
        add(place) {
            let accounts = ManageAccounts(engine: engine)
            if known == nil {
                _ = try await CreateAccount(engine: engine)(name: name, publicID: id, in: tenant, by: actor)
            } else {
                _ = try await accounts.update(id, name: name, in: tenant, by: actor)
            }
            _ = try await accounts.setDisabled(disabled, id, in: tenant, by: actor)
            return nil
        }
    }

    mutating func plan(_ entry: TenantDocument.UserEntry, at place: String) throws {
        let email = try FieldCheck.email(entry.email, field: "email")
        let name = try FieldCheck.text(entry.name, field: "name", limit: .userName)
        let (engine, tenant, actor, disabled) = (engine, tenant, actor, entry.disabled ?? false)
        let known = present.users[email.key]
        if let known, known.name == name, (known.disabledAt != nil) == disabled { return report.users.unchanged += 1 }
        if known == nil { report.users.created += 1 } else { report.users.updated += 1 }
        add(place) {
            let users = ManageUsers(engine: engine)
            let user: User
            if let known {
                user = try await users.update(known.id, ManageUsers.Change(name: name ?? ""), in: tenant, by: actor)
            } else {
                user = try await CreateUser(engine: engine)(email: email.text, name: name, password: nil, in: tenant, by: actor)
            }
            _ = try await users.setDisabled(disabled, user.id, in: tenant, by: actor)
            return nil
        }
    }

    mutating func plan(_ entry: TenantDocument.MembershipEntry, at place: String) throws {
        let roles = try FieldCheck.roles(entry.roles)
        let key = Self.key(entry.email)
        try checkAccount(entry.accountID)
        guard present.users[key] != nil || document.users.contains(where: { $0.key == key }) else {
            throw InputError("email", "there is no user \(entry.email)")
        }
        let known = present.memberships[entry.accountID]?[key]
        if known == roles { return report.memberships.unchanged += 1 }
        if known == nil { report.memberships.created += 1 } else { report.memberships.updated += 1 }
        let (engine, tenant, actor) = (engine, tenant, actor)
        add(place) {
            try await ChangeMembership(engine: engine).join(
                email: entry.email, account: entry.accountID, roles: roles, in: tenant, by: actor)
            return nil
        }
    }

    /// One that is there, or will be.
    func checkAccount(_ id: String) throws(InputError) {
        guard present.accounts[id] != nil || document.accounts.contains(where: { $0.id == id }) else {
            throw InputError("account_id", "there is no account \(id)")
        }
    }
}
