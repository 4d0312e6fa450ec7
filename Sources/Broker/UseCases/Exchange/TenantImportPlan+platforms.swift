import Dialects
import Model
import OAuth
import Storage

extension TenantImportPlan {
    mutating func plan(_ entry: TenantDocument.PlatformMembers, at place: String) async throws {
        let clientID = try FieldCheck.identifier(entry.clientID, field: "client_id")
        if let owner = entry.accountID { try checkAccount(owner) }
        let records = try (entry.scopeRules ?? []).flatMap { text in
            let records = ScopeRecord.parse(text)
            guard !records.isEmpty else { throw InputError("scope_rules", "\(text) is no rule") }
            return records
        }
        if let known = present.platforms[clientID] {
            try await planChange(entry, of: known, rules: records, at: place)
        } else {
            try planRegistration(entry, rules: records, at: place)
        }
    }

    private mutating func planRegistration(_ entry: TenantDocument.PlatformMembers, rules records: [ScopeRecord], at place: String) throws {
        let input = RegisterPlatform.Input(
            clientID: entry.clientID, name: entry.name, description: entry.description, url: entry.url, redirectURIs: entry.redirectURIs,
            webhookURL: entry.webhookURL, logoURL: entry.logoURL, scopes: entry.scopes ?? [],
            grantTypes: entry.grantTypes.map(GrantType.init(rawValue:)), isPublic: entry.isPublic ?? false,
            requiresPKCE: entry.requiresPKCE ?? false, scopeRecords: records, ownerAccountID: entry.accountID)
        _ = try PlatformCheck(rules: rules, isSandbox: tenant.isSandbox).check(input, owner: nil)
        if !records.isEmpty { _ = try ChangePlatformScope.check(records, rules: rules, tenant: tenant) }
        report.platforms.created += 1
        let (engine, tenant, actor, disabled) = (engine, tenant, actor, entry.disabled ?? false)
        add(place) {
            let made = try await RegisterPlatform(engine: engine)(input, in: tenant, by: actor)
            if disabled { try await SetDisabled(engine: engine)(true, .platform(clientID: made.platform.clientID), in: tenant, by: actor) }
            guard made.clientSecret != nil || made.webhookSecret != nil else { return nil }
            return ImportTenant.NewSecrets(
                clientID: made.platform.clientID, clientSecret: made.clientSecret, webhookSecret: made.webhookSecret)
        }
    }

    private mutating func planChange(
        _ entry: TenantDocument.PlatformMembers, of known: PlatformEntry, rules records: [ScopeRecord], at place: String
    ) async throws {
        let platform = known.platform
        guard platform.isPublic == entry.isPublic ?? false else {
            throw InputError("public", "cannot be changed: register another platform")
        }
        guard Set(entry.grantTypes) == Set(platform.grantTypes.map(\.rawValue)) else {
            throw InputError("grant_types", "cannot be changed: register another platform")
        }
        guard entry.accountID == known.ownerAccountID else {
            throw InputError("account_id", "cannot be changed: register another platform")
        }
        var change = UpdatePlatform.Change(
            name: entry.name, description: entry.description ?? "", url: entry.url ?? "", redirectURIs: entry.redirectURIs,
            logoURL: entry.logoURL ?? "", requiresPKCE: (entry.requiresPKCE ?? false) || platform.isPublic)
        if let scopes = entry.scopes, Set(scopes) != Set(platform.scopes) { change.scopes = scopes }
        if entry.scopeRules != nil, records.map(\.text) != known.scopeRules.map(\.text) { change.scopeRules = records }
        let update = UpdatePlatform(engine: engine)
        let differs = try await !update.preview(change, of: platform.clientID, in: tenant).changed.isEmpty
        let disabled = entry.disabled ?? false
        let isSwitched = (platform.disabledAt != nil) != disabled
        guard differs || isSwitched else { return report.platforms.unchanged += 1 }
        report.platforms.updated += 1
        let (engine, tenant, actor, asked) = (engine, tenant, actor, change)
        add(place) {
            if differs { _ = try await update(asked, of: platform.clientID, in: tenant, by: actor) }
            if isSwitched {
                try await SetDisabled(engine: engine)(disabled, .platform(clientID: platform.clientID), in: tenant, by: actor)
            }
            return nil
        }
    }
}
