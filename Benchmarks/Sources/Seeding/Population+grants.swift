import Foundation
import Model

extension Population {
    /// An account, a person in it and their approval, for each grant.
    func addGrants() throws {
        let now = Self.time(Date())
        try copy("account", ["tenant_id", "id", "public_id", "name", "created_at"]) { grant, tenant in
            "\(tenant)\t\(id(.account, grant))\t\(account(grant))\tAccount \(grant)\t\(now)\n"
        }
        try copy("app_user", ["tenant_id", "id", "email", "email_key", "created_at"]) { grant, tenant in
            "\(tenant)\t\(id(.user, grant))\tu\(grant)@customer.example\tu\(grant)@customer.example\t\(now)\n"
        }
        try copy("membership", ["tenant_id", "account_id", "user_id", "roles", "created_at"]) { grant, tenant in
            "\(tenant)\t\(id(.account, grant))\t\(id(.user, grant))\t{administrator}\t\(now)\n"
        }
        try copy(
            "account_grant",
            ["tenant_id", "id", "account_id", "platform_id", "scopes", "approved_by", "approved_at", "connected_at", "created_at"]
        ) { grant, tenant in
            let vendor = vendor(ofGrant: grant)
            return "\(tenant)\t\(id(.grant, grant))\t\(id(.account, grant))\t\(vendor.platform.id)\t{\(vendor.scope)}\t\(id(.user, grant))"
                + "\t\(now)\t\(now)\t\(now)\n"
        }
    }

    private func copy(_ table: String, _ columns: [String], row: @escaping @Sendable (_ grant: Int, _ tenant: Tenant.ID) -> String) throws {
        let tenants = vendors.map(\.tenant.id)
        try database.copy(into: table, columns, chunks: chunks(0..<grants)) { range in
            Data(range.map { row($0, tenants[$0 % tenants.count]) }.joined().utf8)
        }
    }

    static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
