import Dialects
import Foundation
package import Model
import OAuth
import Secrets
import Storage

/// Takes over clients, consents and tokens of another authorization server, so that nobody has to consent again. Whatever of it was
/// taken over before is left as it is, but for what was revoked there since; platforms are told of nothing, for nothing happened to them.
package struct ImportGrants: Sendable {
    /// How many rows go into one transaction.
    package static let batch = 500

    private let engine: Engine
    private let tenant: Tenant
    private let server: ForeignServer
    private let forms: ForeignForms
    private let actor: AuditEntry.Actor
    private let rules: Rules

    /// Throws `ServerFault` for a tenant whose dialect is not known.
    package init(
        engine: Engine, from server: ForeignServer, forms: ForeignForms, into tenant: Tenant, by actor: AuditEntry.Actor
    ) throws {
        guard let rules = engine.dialects.find(tenant.dialect)?.rules else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        self.engine = engine
        self.tenant = tenant
        self.server = server
        self.forms = forms
        self.actor = actor
        self.rules = rules
    }

    /// Throws `InputError` for a row of tokens that cannot be read; nothing is looked up.
    package func read(_ row: ForeignRow, from table: ForeignTable) throws -> ForeignToken {
        try ForeignToken(row, from: table, of: server, form: forms.tokens)
    }

    /// Holds every application and owner against what is here. Throws `InputError` naming the row; nothing is written.
    /// `scopes`: of new platforms whose row names none.
    package func plan(applications: [ForeignRow], owners: [ForeignRow], scopes: [String]) async throws -> ImportPlan {
        var plan = ImportPlan()
        for row in applications {
            let application = try ForeignApplication(row, of: server, form: forms.secrets)
            guard plan.applications[application.id] == nil else { throw row.error("id", "is that of an earlier row") }
            plan.applications[application.id] = try await planned(application, scopes: scopes)
            plan.order.append(application.id)
        }
        for start in stride(from: 0, to: owners.count, by: Self.batch) {
            let rows = owners[start..<min(start + Self.batch, owners.count)]
            for (row, owner) in zip(rows, try await found(rows)) {
                let id = try row.required("owner_id")
                guard plan.owners[id] == nil else { throw row.error("owner_id", "is that of an earlier row") }
                plan.owners[id] = owner
            }
        }
        return plan
    }

    /// Registers the platforms that are not here yet, and gives those that are the secret they had. `onNewSecret` gets each new secret as
    /// soon as it is good. Throws `InputError` naming the row.
    package func register(
        _ plan: inout ImportPlan, onNewSecret: (ImportReport.NewSecret) throws -> Void = { _ in }
    ) async throws -> ImportReport {
        var report = ImportReport()
        for id in plan.order {
            guard var application = plan.applications[id] else { continue }
            let one = try await register(&application)
            for secret in one.newSecrets { try onNewSecret(secret) }
            report.add(one)
            plan.applications[id] = application
        }
        return report
    }

    /// What `register` would say.
    package func count(_ plan: ImportPlan) -> ImportReport {
        var report = ImportReport()
        let known = plan.applications.values.count { $0.platform != nil }
        report.platforms = ImportReport.Count(imported: plan.applications.count - known, alreadyThere: known)
        return report
    }

    /// Takes over so many tokens at once, or counts what it would take over.
    package func callAsFunction(_ tokens: [ForeignToken], by plan: inout ImportPlan, isDryRun: Bool) async throws -> ImportReport {
        let (engine, tenant, server, actor, rules, current) = (engine, tenant, server, actor, rules, plan)
        let (report, made) = try await engine.storage.transaction(tenant: tenant.id) {
            stores -> (ImportReport, [ImportedGrant: Grant.ID]) in
            var batch = try ImportBatch(stores: stores, tenant: tenant, rules: rules, keys: engine.keys)
            for token in tokens { try batch.take(token, by: current) }
            guard !isDryRun else { return (try batch.counted(), [:]) }
            let (report, made) = try batch.stored(widening: current.made)
            guard report.accessTokens.imported + report.refreshTokens.imported + report.revoked > 0 else { return (report, made) }
            try stores.audit(
                "grant.imported", by: actor, target: .init("tenant", tenant.slug),
                detail: [
                    "from": .string(server.rawValue), "grants": .integer(report.grants),
                    "access_tokens": .integer(report.accessTokens.imported), "refresh_tokens": .integer(report.refreshTokens.imported),
                    "revoked": .integer(report.revoked),
                ], origin: .local)
            return (report, made)
        }
        plan.made.merge(made) { $1 }
        return report
    }

    // MARK: Applications

    private func planned(_ application: ForeignApplication, scopes: [String]) async throws -> ImportPlan.Application {
        do {
            let input = RegisterPlatform.Input(
                clientID: application.clientID, name: application.name,
                redirectURIs: application.grantTypes == [.clientCredentials] ? [] : application.redirectURIs,
                scopes: application.scopes.isEmpty ? scopes : application.scopes, grantTypes: application.grantTypes,
                isPublic: application.isPublic)
            let clientID = application.clientID
            if let known = try await engine.storage.transaction(tenant: tenant.id, { try $0.platforms.find(clientID: clientID) }) {
                return ImportPlan.Application(source: application, input: input, platform: known, scopes: known.scopes)
            }
            let checked = try PlatformCheck(rules: rules, isSandbox: tenant.isSandbox).check(input, owner: nil)
            return ImportPlan.Application(source: application, input: input, platform: nil, scopes: checked.scopes)
        } catch let error as InputError {
            throw application.row.error(error.field, error.message)
        }
    }

    private func register(_ application: inout ImportPlan.Application) async throws -> ImportReport {
        var report = ImportReport()
        let hashes = try application.source.secret?.hashes(as: .clientSecret, keys: engine.keys, tenant: tenant)
        var stored: TokenHash?
        switch application.source.secret {
        case .plain(let secret): stored = try engine.keys.hash(secret, as: .clientSecret, tenant: tenant.id.rawValue)
        case .digest(let digest): stored = try engine.keys.hash(digest, as: .importedClientSecret, tenant: tenant.id.rawValue)
        case .unknown, nil: stored = nil
        }
        if application.platform == nil {
            let registered = try await RegisterPlatform(engine: engine)(application.input, keeping: stored, in: tenant, by: actor)
            application.platform = registered.platform
            report.platforms.imported = 1
            if let secret = registered.clientSecret {
                report.newSecrets = [.init(clientID: registered.platform.clientID, secret: secret)]
            }
        } else {
            report.platforms.alreadyThere = 1
        }
        guard let platform = application.platform, !platform.isPublic, let hashes, let stored else { return report }
        let (actor, origin) = (actor, RequestOrigin.local)
        application.secretID = try await engine.storage.transaction(tenant: tenant.id) { stores in
            if let known = try stores.platformSecrets.match(hashes, platform: platform.id) { return known.id }
            let secret = try stores.platformSecrets.insert(stored, platform: platform.id, lifetime: nil)
            try stores.audit(
                "platform.secret_added", by: actor, target: .init("platform", platform.clientID),
                detail: ["secret_id": .string(secret.id.description)], origin: origin)
            return secret.id
        }
        return report
    }

    // MARK: Owners

    private func found(_ rows: ArraySlice<ForeignRow>) async throws -> [ImportPlan.Owner] {
        let named = try rows.map { row in
            guard let address = EmailAddress(try row.required("email")) else { throw row.error("email", "is no address") }
            return ImportedOwner(accountPublicID: try row.required("account_id"), emailKey: address.key)
        }
        let found = try await engine.storage.transaction(tenant: tenant.id) { try $0.imports.owners(named) }
        return try zip(rows, zip(named, found)).map { row, pair in
            let (name, owner) = pair
            guard let account = owner.accountID else { throw row.error("account_id", "there is no account \(name.accountPublicID)") }
            guard let user = owner.userID else { throw row.error("email", "there is no user \(name.emailKey)") }
            guard let roles = owner.roles else {
                throw row.error("email", "\(name.emailKey) is not somebody of account \(name.accountPublicID)")
            }
            return ImportPlan.Owner(accountID: account, userID: user, roles: roles)
        }
    }
}
