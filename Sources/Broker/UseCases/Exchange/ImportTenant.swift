import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Brings a tenant to what a document says: makes what is missing, changes what differs, leaves what is equal alone and never deletes.
/// Everything is checked before anything is written; then each thing has a transaction of its own.
package struct ImportTenant: Sendable {
    /// What was done, or would be, of one kind.
    package struct Count: Sendable, Hashable {
        package var created = 0
        package var updated = 0
        package var unchanged = 0
    }

    /// Of a platform that was made, this once.
    package struct NewSecrets: Sendable {
        package let clientID: String
        package let clientSecret: PlainSecret?
        package let webhookSecret: PlainSecret?
    }

    package struct Report: Sendable {
        package var accounts = Count()
        package var users = Count()
        package var memberships = Count()
        package var platforms = Count()
        package var newSecrets: [NewSecrets] = []
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `onProgress` gets how many things are done of how many; `onNewSecrets` each platform's as soon as they are good. Throws
    /// `InputError` naming the thing and its member, as `platforms[3].redirect_uris`.
    package func callAsFunction(
        _ document: TenantDocument, isDryRun: Bool, in tenant: Tenant, by actor: AuditEntry.Actor,
        onNewSecrets: (NewSecrets) throws -> Void = { _ in }, onProgress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Report {
        var plan = try await TenantImportPlan(document, engine: engine, tenant: tenant, actor: actor)
        try await plan.make()
        guard !isDryRun else { return plan.report }
        for (index, step) in plan.steps.enumerated() {
            do {
                if let secrets = try await step.run() {
                    plan.report.newSecrets.append(secrets)
                    try onNewSecrets(secrets)
                }
            } catch let error as InputError {
                throw InputError("\(step.place).\(error.field)", error.message)
            }
            onProgress(index + 1, plan.steps.count)
        }
        return plan.report
    }
}
