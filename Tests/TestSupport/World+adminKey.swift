import Broker
package import Model
import Secrets

extension World {
    /// A key of the management API: an operator's, or one tenant's.
    package func adminKey(
        for tenant: Tenant? = nil, name: String = "test", permissions: [AdminPermission] = [.all], lifetime: Duration? = nil
    ) async throws -> (secret: String, key: AdminKey) {
        let (secret, key) = try await ChangeAdminKeys(engine: engine).create(
            name: name, permissions: permissions, tenant: tenant, lifetime: lifetime, by: .server)
        secrets.add(secret.value)
        return (secret.value, key)
    }
}
