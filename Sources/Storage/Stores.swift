package import Model
import Postgres

/// The stores of one tenant, inside one transaction.
package struct Stores {
    let session: Session
    package let tenantID: Tenant.ID
    let queued: QueueMark

    package var tenants: TenantStore { TenantStore(session: session) }
    package var accounts: AccountStore { AccountStore(session: session, tenantID: tenantID) }
    package var users: UserStore { UserStore(session: session, tenantID: tenantID) }
    package var memberships: MembershipStore { MembershipStore(session: session, tenantID: tenantID) }
    package var platforms: PlatformStore { PlatformStore(session: session, tenantID: tenantID) }
    package var platformSecrets: PlatformSecretStore { PlatformSecretStore(session: session, tenantID: tenantID) }
    package var platformLogos: PlatformLogoStore { PlatformLogoStore(session: session, tenantID: tenantID) }
    package var webhookEndpoints: WebhookEndpointStore { WebhookEndpointStore(session: session, tenantID: tenantID, queued: queued) }
    package var webhookSecrets: WebhookSecretStore { WebhookSecretStore(session: session, tenantID: tenantID) }
    package var grants: GrantStore { GrantStore(session: session, tenantID: tenantID) }
    package var authorizationCodes: AuthorizationCodeStore { AuthorizationCodeStore(session: session, tenantID: tenantID) }
    package var refreshTokens: RefreshTokenStore { RefreshTokenStore(session: session, tenantID: tenantID) }
    package var ssoTokens: SSOTokenStore { SSOTokenStore(session: session, tenantID: tenantID) }
    package var personalAccessTokens: PersonalAccessTokenStore { PersonalAccessTokenStore(session: session, tenantID: tenantID) }
    package var scopeRecords: ScopeRecordStore { ScopeRecordStore(session: session, tenantID: tenantID) }
    package var connections: ConnectionStore { ConnectionStore(session: session, tenantID: tenantID) }
    package var grantRecords: GrantRecordStore { GrantRecordStore(session: session, tenantID: tenantID) }
    package var tokenRecords: TokenRecordStore { TokenRecordStore(session: session, tenantID: tenantID) }
    package var holdings: HoldingStore { HoldingStore(session: session, tenantID: tenantID) }
    package var clock: ClockStore { ClockStore(session: session) }
    package var imports: ImportStore { ImportStore(session: session, tenantID: tenantID) }
    package var accessTokens: AccessTokenStore { AccessTokenStore(session: session, tenantID: tenantID) }
    package var browserSessions: BrowserSessionStore { BrowserSessionStore(session: session, tenantID: tenantID) }
    package var signInAttempts: SignInAttemptStore { SignInAttemptStore(session: session, tenantID: tenantID) }
    package var events: EventStore { EventStore(session: session, tenantID: tenantID, queued: queued) }
    package var deliveries: DeliveryStore { DeliveryStore(session: session, tenantID: tenantID, queued: queued) }
    package var deliveryRuns: DeliveryRunStore { DeliveryRunStore(session: session, tenantID: tenantID) }
    package var auditEntries: AuditEntryStore { AuditEntryStore(session: session, tenantID: tenantID, queued: queued) }
    package var auditSeals: AuditSealStore { AuditSealStore(session: session, tenantID: tenantID) }
    package var auditProofs: AuditProofStore { AuditProofStore(session: session, tenantID: tenantID) }
    package var auditQueues: AuditQueueStore { AuditQueueStore(session: session) }
    package var tokenFailures: TokenFailureStore { TokenFailureStore(session: session, tenantID: tenantID) }
    package var resourceServers: ResourceServerStore { ResourceServerStore(session: session, tenantID: tenantID) }
    package var sweeps: SweepStore { SweepStore(session: session, tenantID: tenantID) }
    package var revisionLog: RevisionLogStore { RevisionLogStore(session: session, tenantID: tenantID) }
    package var adminKeys: AdminKeyStore { AdminKeyStore(session: session) }
    package var idempotencyRecords: IdempotencyRecordStore { IdempotencyRecordStore(session: session, tenantID: tenantID) }
}

/// The stores that can be read before a tenant is known.
package struct RegistryStores {
    let session: Session

    package var tenants: TenantStore { TenantStore(session: session) }
    package var adminKeys: AdminKeyStore { AdminKeyStore(session: session) }
    package var auditQueues: AuditQueueStore { AuditQueueStore(session: session) }
    package var tableSizes: TableSizeStore { TableSizeStore(session: session) }
}
