import Foundation
package import Model
import Postgres
import Storage

/// People, as the vendor's backend keeps them.
package struct ManageUsers: Sendable {
    /// Which users are listed.
    package struct Filter: Sendable {
        package var email: String?
        /// Those in this account.
        package var accountID: String?
        package var isDisabled: Bool?

        package init(email: String? = nil, accountID: String? = nil, isDisabled: Bool? = nil) {
            self.email = email
            self.accountID = accountID
            self.isDisabled = isDisabled
        }
    }

    /// What is to be changed; `nil` stays as it is.
    package struct Change: Sendable {
        package var email: String?
        /// Empty takes it away.
        package var name: String?

        package init(email: String? = nil, name: String? = nil) {
            self.email = email
            self.name = name
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order. Throws `InputError`.
    package func page(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [User] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let account = try stores.accountID(filter.accountID)
            guard let email = filter.email else {
                return try stores.users.page(account: account, isDisabled: filter.isDisabled, after: place, limit: limit)
            }
            // One address is one person.
            guard place == nil, let address = EmailAddress(email), let user = try stores.users.find(address),
                filter.isDisabled == nil || filter.isDisabled == (user.disabledAt != nil)
            else { return [] }
            if let account, try stores.memberships.find(account: account, user: user.id) == nil { return [] }
            return [user]
        }
    }

    /// Throws `NotFound`.
    package func find(_ id: User.ID, in tenant: Tenant) async throws -> User {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.users.find(id).orNotFound(id) }
    }

    /// By their address or their id. Throws `NotFound`.
    package func find(named text: String, in tenant: Tenant) async throws -> User {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let user =
                if let id = UUID(uuidString: text) {
                    try stores.users.find(User.ID(rawValue: id))
                } else {
                    try EmailAddress(text).flatMap { try stores.users.find($0) }
                }
            guard let user else { throw NotFound("user", text.prefix(254)) }
            return user
        }
    }

    /// Sessions, grants and tokens are the person's by their id: another address leaves them as they are. Throws `NotFound` and `InputError`.
    package func update(
        _ id: User.ID, _ change: Change, precondition: Precondition<User>? = nil, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> User {
        let address = try change.email.map { try FieldCheck.email($0, field: "email") }
        let newName = try change.name.map { try FieldCheck.text($0, field: "name", limit: .userName) }
        do {
            return try await engine.storage.transaction(tenant: tenant.id) { stores in
                let user = try stores.users.lock(id).orNotFound(id)
                try precondition?(user)
                let email = try address ?? FieldCheck.email(user.email, field: "email")
                let name = newName ?? user.name
                guard !Bytes.areEqual(email.text, user.email) || !Bytes.areEqual(name, user.name) else { return user }
                let updated = try stores.users.update(id, email: email, name: name).orNotFound(id)
                try stores.audit(
                    "user.changed", by: actor, target: .init("user", id.description), before: user.audited, after: updated.audited,
                    origin: origin)
                return updated
            }
        } catch PostgresError.server(.uniqueViolation, "app_user_email_key", _) {
            throw InputError("email", "\(change.email ?? "it") is taken")
        }
    }

    /// Puts them to sleep or wakes them. Throws `NotFound`.
    package func setDisabled(
        _ disabled: Bool, _ id: User.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> User {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let user = try stores.users.lock(id).orNotFound(id)
            guard (user.disabledAt != nil) != disabled else { return user }
            _ = try stores.users.setDisabled(disabled, user: id)
            try stores.reviewApprovals(of: user, account: nil, reason: "disabled", by: actor)
            try stores.audit(
                "user.\(disabled ? "disabled" : "enabled")", by: actor, target: .init("user", id.description),
                before: ["disabled": .bool(!disabled)], after: ["disabled": .bool(disabled)], origin: origin)
            return try stores.users.find(id).orNotFound(id)
        }
    }
}

extension Optional<User> {
    fileprivate func orNotFound(_ id: User.ID) throws(NotFound) -> User {
        guard let self else { throw NotFound("user", id) }
        return self
    }
}

extension User {
    /// What an audit entry keeps of a change.
    fileprivate var audited: [String: EventValue] { ["email": .string(email), "name": .string(name ?? "")] }
}
