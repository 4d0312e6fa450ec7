package import Model
import Storage

/// The vendor's customers, as its backend keeps them.
package struct ManageAccounts: Sendable {
    /// Which accounts are listed.
    package struct Filter: Sendable {
        package var isDisabled: Bool?
        package var namePrefix: String?

        package init(isDisabled: Bool? = nil, namePrefix: String? = nil) {
            self.isDisabled = isDisabled
            self.namePrefix = namePrefix
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order.
    package func page(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [Account] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.accounts.page(isDisabled: filter.isDisabled, namePrefix: filter.namePrefix, after: place, limit: limit)
        }
    }

    /// Throws `NotFound`.
    package func find(_ publicID: String, in tenant: Tenant) async throws -> Account {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.accounts.find(publicID: publicID).orNotFound(publicID)
        }
    }

    /// Throws `NotFound` and `InputError`.
    package func update(
        _ publicID: String, name: String?, precondition: Precondition<Account>? = nil, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> Account {
        let name = try name.map { try FieldCheck.name($0, field: "name") }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let account = try stores.accounts.lock(publicID: publicID).orNotFound(publicID)
            try precondition?(account)
            guard let name, !Bytes.areEqual(name, account.name) else { return account }
            let renamed = try stores.accounts.rename(account.id, to: name).orNotFound(publicID)
            try stores.audit(
                "account.renamed", by: actor, target: .init("account", publicID),
                before: ["name": .string(account.name)], after: ["name": .string(name)], origin: origin)
            return renamed
        }
    }

    /// Puts it to sleep or wakes it. Throws `NotFound`.
    package func setDisabled(
        _ disabled: Bool, _ publicID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Account {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let account = try stores.accounts.lock(publicID: publicID).orNotFound(publicID)
            guard (account.disabledAt != nil) != disabled else { return account }
            _ = try stores.accounts.setDisabled(disabled, publicID: publicID)
            try stores.audit(
                "account.\(disabled ? "disabled" : "enabled")", by: actor, target: .init("account", publicID),
                before: ["disabled": .bool(!disabled)], after: ["disabled": .bool(disabled)], origin: origin)
            return try stores.accounts.find(publicID: publicID).orNotFound(publicID)
        }
    }
}

extension Optional<Account> {
    fileprivate func orNotFound(_ publicID: String) throws(NotFound) -> Account {
        guard let self else { throw NotFound("account", publicID) }
        return self
    }
}
