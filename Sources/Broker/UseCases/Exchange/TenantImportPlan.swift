import Dialects
import Model
import OAuth
import Storage

/// What it takes to bring a tenant to a document, each step checked.
struct TenantImportPlan {
    /// One thing that is made or changed.
    struct Step: Sendable {
        let place: String
        let run: @Sendable () async throws -> ImportTenant.NewSecrets?
    }

    let document: TenantDocument
    let engine: Engine
    let tenant: Tenant
    let actor: AuditEntry.Actor
    let rules: Rules
    let present: Present
    var report = ImportTenant.Report()
    private(set) var steps: [Step] = []

    /// What is there now.
    struct Present: Sendable {
        let accounts: [String: Account]
        /// By the address as compared.
        let users: [String: User]
        /// By account and address as compared.
        let memberships: [String: [String: [String]]]
        let platforms: [String: PlatformEntry]
    }

    init(_ document: TenantDocument, engine: Engine, tenant: Tenant, actor: AuditEntry.Actor) async throws {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        guard document.tenant.dialect == tenant.dialect else {
            throw InputError("tenant.dialect", "is \(document.tenant.dialect), and \(tenant.slug) speaks \(tenant.dialect)")
        }
        self.document = document
        self.engine = engine
        self.tenant = tenant
        self.actor = actor
        self.rules = rules
        present = try await engine.storage.transaction(tenant: tenant.id) { stores in
            var memberships: [String: [String: [String]]] = [:]
            for membership in try stores.everyMembership() {
                memberships[membership.accountID, default: [:]][Self.key(membership.email)] = membership.roles
            }
            return Present(
                accounts: Dictionary(try stores.accounts.all().map { ($0.publicID, $0) }, uniquingKeysWith: { $1 }),
                users: Dictionary(try stores.users.all().map { (Self.key($0.email), $0) }, uniquingKeysWith: { $1 }),
                memberships: memberships,
                platforms: Dictionary(
                    try stores.platforms.all().map { ($0.clientID, try stores.entry(of: $0)) }, uniquingKeysWith: { $1 }))
        }
    }

    mutating func make() async throws {
        try each("accounts", document.accounts, id: (\.id, "id")) { try $0.plan($1, at: $2) }
        try each("users", document.users, id: (\.key, "email")) { try $0.plan($1, at: $2) }
        try each("memberships", document.memberships, id: (\.key, "email")) { try $0.plan($1, at: $2) }
        var seen: Set<String> = []
        for (index, entry) in document.platforms.enumerated() {
            let place = "platforms[\(index)]"
            do {
                guard seen.insert(entry.clientID).inserted else { throw InputError("client_id", "is that of an earlier one") }
                try await plan(entry, at: place)
            } catch let error as InputError {
                throw InputError("\(place).\(error.field)", error.message)
            }
        }
    }

    mutating func add(_ place: String, _ run: @escaping @Sendable () async throws -> ImportTenant.NewSecrets?) {
        steps.append(Step(place: place, run: run))
    }

    static func key(_ email: String) -> String { EmailAddress(email)?.key ?? email }

    private mutating func each<Entry>(
        _ name: String, _ entries: [Entry], id: (KeyPath<Entry, String>, String), _ body: (inout Self, Entry, String) throws -> Void
    ) throws {
        var seen: Set<String> = []
        for (index, entry) in entries.enumerated() {
            let place = "\(name)[\(index)]"
            do {
                guard seen.insert(entry[keyPath: id.0]).inserted else { throw InputError(id.1, "is that of an earlier one") }
                try body(&self, entry, place)
            } catch let error as InputError {
                throw InputError("\(place).\(error.field)", error.message)
            }
        }
    }
}

extension TenantDocument.UserEntry {
    var key: String { TenantImportPlan.key(email) }
}

extension TenantDocument.MembershipEntry {
    var key: String { "\(accountID) \(TenantImportPlan.key(email))" }
}
