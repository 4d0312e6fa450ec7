import Dialects
import Foundation
package import Model
import Postgres
import Secrets
import Storage

/// Hosts a vendor.
package struct CreateTenant: Sendable {
    /// As typed; checked before anything is stored.
    package struct Input: Sendable {
        package var slug: String
        package var name: String
        package var dialect: String
        /// Its own public URL; its host then finds the tenant.
        package var publicURL: String?
        package var isSandbox: Bool

        package init(slug: String, name: String, dialect: String, publicURL: String? = nil, isSandbox: Bool = false) {
            self.slug = slug
            self.name = name
            self.dialect = dialect
            self.publicURL = publicURL
            self.isSandbox = isSandbox
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func callAsFunction(_ input: Input, by actor: AuditEntry.Actor) async throws -> Tenant {
        let slug = try FieldCheck.slug(input.slug, field: "slug")
        let name = try FieldCheck.name(input.name, field: "name")
        guard engine.dialects.find(input.dialect) != nil else {
            throw InputError("dialect", "must be one of \(engine.dialects.names.joined(separator: ", "))")
        }
        let site = try input.publicURL.map { try PublicURL($0, isSandbox: input.isSandbox) }
        let id = Tenant.ID(rawValue: try SecureRandom.uuid())
        do {
            return try await engine.storage.transaction(tenant: id) { stores in
                try stores.tenants.insert(
                    id, slug: slug, name: name, dialect: input.dialect, publicURL: site?.text, isSandbox: input.isSandbox)
                if let site { try stores.tenants.insertHost(site.host, tenant: id) }
                try stores.audit("tenant.created", by: actor, target: .init("tenant", slug), origin: .local)
                guard let tenant = try stores.tenants.find(slug: slug) else { throw InputError("slug", "could not be read back") }
                return tenant
            }
        } catch PostgresError.server(.uniqueViolation, "tenant_slug_key", _) {
            throw InputError("slug", "\(slug) is taken")
        } catch PostgresError.server(.uniqueViolation, "tenant_host_pkey", _) {
            throw InputError("public-url", "another tenant has this host")
        }
    }
}

/// A tenant's own public URL: https (http in sandboxes), a host, perhaps a path, nothing else.
private struct PublicURL {
    let text: String
    let host: String

    init(_ text: String, isSandbox: Bool) throws(InputError) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let parts = URLComponents(string: trimmed), let host = parts.host, !host.isEmpty, trimmed.utf8.count <= 512,
            trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), parts.query == nil, parts.fragment == nil, parts.user == nil,
            parts.scheme == "https" || (parts.scheme == "http" && isSandbox), host == host.lowercased()
        else { throw InputError("public-url", "must be like https://login.vendor.example, in lower case, without query or fragment") }
        self.text = trimmed
        self.host = host
    }
}
