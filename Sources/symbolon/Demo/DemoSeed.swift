import Broker
import Dialects
import Foundation
import Model
import Secrets
import Storage

/// Makes one sandbox tenant per dialect with accounts, users and a platform, and keeps what an earlier start made.
struct DemoSeed: Sendable {
    /// A demo partner listens on a port of its own: never the origin of `base_url`.
    static let firstPartnerPort = 2

    let engine: Engine
    let baseURL: String
    let adminURL: String
    let port: Int

    func callAsFunction(keeping old: DemoFile?) async throws -> DemoFile {
        var tenants: [String: DemoTenant] = [:]
        for (index, dialect) in engine.dialects.dialects.sorted(by: { $0.name < $1.name }).enumerated() {
            let partner = "http://127.0.0.1:\(port + Self.firstPartnerPort + index)"
            tenants[dialect.name] = try await seed(dialect, partner: partner, keeping: old?.tenants[dialect.name])
        }
        return DemoFile(baseURL: baseURL, adminURL: adminURL, adminKey: try await adminKey(old?.adminKey), tenants: tenants)
    }

    private func seed(_ dialect: Dialect, partner: String, keeping old: DemoTenant?) async throws -> DemoTenant {
        let vendor = DemoVendor(dialect: dialect)
        let tenant = try await findOrCreateTenant(dialect)
        let accounts = try await accounts(of: tenant, keeping: old?.accounts ?? [])
        guard accounts.count >= 2 else {
            throw InputError("demo", "tenant \(tenant.slug) has lost its demo accounts: start with a new --data folder")
        }
        let people = [
            ("admin@first.example", "Ada Admin", accounts[0].id, vendor.roles[0]),
            ("member@first.example", "Max Member", accounts[0].id, vendor.roles[1]),
            ("admin@second.example", "Sam Second", accounts[1].id, vendor.roles[0]),
        ]
        var users: [DemoUser] = []
        for (email, name, account, roles) in people {
            let password = old?.users.first { $0.email == email }?.password
            users.append(try await user(email, name, password: password, account: account, roles: roles, in: tenant))
        }
        let platforms = DemoPlatforms(engine: engine, tenant: tenant, vendor: vendor, partner: partner)
        return DemoTenant(
            baseURL: "\(baseURL)/t/\(tenant.slug)", slug: tenant.slug, accounts: accounts, users: users,
            platform: try await platforms.confidential(keeping: old?.platform),
            publicPlatform: try await platforms.open(keeping: old?.publicPlatform),
            clientCredentialsPlatform: try await platforms.actingByItself(
                keeping: old?.clientCredentialsPlatform, account: accounts[0].id, administrator: people[0].0))
    }

    private func findOrCreateTenant(_ dialect: Dialect) async throws -> Tenant {
        if let tenant = try await Listing(engine: engine).tenants().first(where: { $0.slug == dialect.name }) { return tenant }
        let name = dialect.name.prefix(1).uppercased() + dialect.name.dropFirst()
        return try await CreateTenant(engine: engine)(
            CreateTenant.Input(slug: dialect.name, name: name, dialect: dialect.name, isSandbox: true), by: .server)
    }

    private func accounts(of tenant: Tenant, keeping old: [DemoAccount]) async throws -> [DemoAccount] {
        let present = try await Listing(engine: engine).accounts(of: tenant)
        if !present.isEmpty {
            let ids = old.isEmpty ? present.map(\.publicID) : old.map(\.id)
            return ids.compactMap { id in present.first { $0.publicID == id } }.map { DemoAccount(id: $0.publicID, name: $0.name) }
        }
        var created: [DemoAccount] = []
        for name in ["First Account", "Second Account"] {
            let account = try await CreateAccount(engine: engine)(name: name, publicID: nil, in: tenant, by: .server)
            created.append(DemoAccount(id: account.publicID, name: account.name))
        }
        return created
    }

    /// A password that nobody wrote down cannot be read back: such a user gets a new one.
    private func user(
        _ email: String, _ name: String, password known: String?, account: String, roles: [String], in tenant: Tenant
    ) async throws -> DemoUser {
        let exists = try await Listing(engine: engine).users(of: tenant).contains { $0.email == email }
        let password = try known ?? SecureRandom.hex(bytes: 10)
        if !exists {
            _ = try await CreateUser(engine: engine)(email: email, name: name, password: PlainSecret(password), in: tenant, by: .server)
            try await ChangeMembership(engine: engine).join(email: email, account: account, roles: roles, in: tenant, by: .server)
        } else if known == nil {
            try await SetPassword(engine: engine)(PlainSecret(password), email: email, in: tenant, by: .server)
        }
        return DemoUser(email: email, password: password, accountID: account, roles: roles)
    }

    private func adminKey(_ old: String?) async throws -> String {
        if let old, try await ChangeAdminKeys(engine: engine).isLive(PlainSecret(old)) { return old }
        return try await ChangeAdminKeys(engine: engine).create(name: "demo", tenant: nil, lifetime: nil, by: .server).0.value
    }
}
