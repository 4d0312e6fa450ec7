import Dialects
import Foundation
package import Model
import Secrets
import Storage

/// What a vendor, or whoever registered a platform, does about its webhook endpoints.
package struct ManageWebhookEndpoints: Sendable {
    /// As typed. In a change, `nil` leaves things as they are.
    package struct Input: Sendable {
        package var url: String?
        package var description: String?
        /// Empty: all.
        package var eventTypes: [String]?
        /// The static key of dialects that have one; empty takes it away.
        package var apiKey: String?

        package init(url: String? = nil, description: String? = nil, eventTypes: [String]? = nil, apiKey: String? = nil) {
            self.url = url
            self.description = description
            self.eventTypes = eventTypes
            self.apiKey = apiKey
        }
    }

    /// Of one platform.
    package static let most = 20
    package static let longestOverlap = Duration.seconds(30 * 86_400)
    package static let defaultOverlap = Duration.seconds(86_400)
    private static let deletedAtOnce = 2_000
    /// Keys that sign at once, the present one not counted.
    private static let mostOldSecrets = 5

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Of one platform, or all of the tenant. Throws `InputError` when there is no such platform.
    package func list(of clientID: String?, in tenant: Tenant) async throws -> [WebhookEndpoint] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try clientID.map { try Self.platform($0, in: stores) }
            return try stores.webhookEndpoints.all(platform: platform?.id)
        }
    }

    /// The newest first, at most `limit`, after a place in that order; of one platform, or of all of the tenant's. Throws `InputError` when
    /// there is no such platform.
    package func page(
        of clientID: String?, after place: PagePlace? = nil, limit: Int, in tenant: Tenant
    ) async throws -> [WebhookEndpoint] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try clientID.map { try Self.platform($0, in: stores) }
            return try stores.webhookEndpoints.page(
                platform: platform?.id, after: place, limit: min(limit, ManageDeliveries.longestPage + 1))
        }
    }

    /// Throws `NotFound`.
    package func find(_ id: WebhookEndpoint.ID, in tenant: Tenant) async throws -> WebhookEndpoint {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let endpoint = try stores.webhookEndpoints.find(id) else { throw Self.unknown(id) }
            return endpoint
        }
    }

    /// The key that signs is in this answer and never again. Throws `InputError`.
    package func create(
        _ input: Input, for clientID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> (WebhookEndpoint, PlainSecret) {
        let webhooks = try dialect(of: tenant).webhooks
        guard let url = try OutgoingAddress.check(input.url, field: "url", isSandbox: tenant.isSandbox) else {
            throw InputError("url", "must be given")
        }
        let draft = try EndpointDraft(
            url: url, description: try FieldCheck.text(input.description, field: "description", limit: .endpointDescription),
            eventTypes: try FieldCheck.eventTypes(input.eventTypes ?? []), apiKey: try Self.apiKey(input.apiKey, webhooks),
            tenant: tenant.id, keys: engine.keys)
        let endpoint = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try Self.platform(clientID, in: stores)
            guard try stores.webhookEndpoints.all(platform: platform.id).count < Self.most else {
                throw InputError("client_id", "\(clientID) has \(Self.most) endpoints already")
            }
            let endpoint = try draft.insert(for: platform, asks: webhooks.needsVerification, in: stores)
            try Self.audit("created", endpoint, becoming: endpoint, by: actor, origin, stores)
            return endpoint
        }
        return (endpoint, draft.secret)
    }

    /// Throws `InputError` and `NotFound`.
    package func update(
        _ id: WebhookEndpoint.ID, _ input: Input, precondition: Precondition<WebhookEndpoint>? = nil, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> WebhookEndpoint {
        let webhooks = try dialect(of: tenant).webhooks
        let url = try OutgoingAddress.check(input.url, field: "url", isSandbox: tenant.isSandbox)
        if input.url != nil, url == nil { throw InputError("url", "must not be blank") }
        let description = try FieldCheck.text(input.description, field: "description", limit: .endpointDescription)
        let eventTypes = try input.eventTypes.map { try FieldCheck.eventTypes($0) }
        let apiKey = try Self.apiKey(input.apiKey, webhooks)
        let sealed = try apiKey.map { try WebhookSeal(tenant: tenant.id, keys: engine.keys).sealAPIKey($0, endpoint: id.rawValue) }
        return try await change(id, "updated", in: tenant, by: actor, origin: origin) { stores, endpoint in
            try precondition?(endpoint)
            if input.apiKey != nil { _ = try stores.webhookEndpoints.setAPIKey(sealed, id) }
            guard
                let changed = try stores.webhookEndpoints.update(
                    id, url: url ?? endpoint.url, description: input.description == nil ? endpoint.description : description,
                    eventTypes: eventTypes ?? endpoint.eventTypes)
            else { throw Self.unknown(id) }
            if webhooks.needsVerification, changed.verifiedAt == nil, endpoint.url != changed.url {
                try stores.beginHandshake(with: changed, of: try Self.platform(of: changed, in: stores))
            }
            return changed
        }
    }

    /// What waits for it sleeps, or is due at once. Throws `InputError` and `NotFound`.
    package func setDisabled(
        _ disabled: Bool, _ id: WebhookEndpoint.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await change(id, disabled ? "disabled" : "enabled", in: tenant, by: actor, origin: origin) { stores, _ in
            _ = disabled ? try stores.webhookEndpoints.disable(id, reason: .byHand) : try stores.webhookEndpoints.enable(id)
        }
    }

    /// With what is on record about its deliveries. Throws `InputError` and `NotFound`.
    package func delete(
        _ id: WebhookEndpoint.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        // First nothing is added any more, then what is on record goes in steps no lock of which anybody feels.
        try await change(id, "disabled", in: tenant, by: actor, origin: origin) { stores, _ in
            _ = try stores.webhookEndpoints.disable(id, reason: .byHand)
        }
        while try await engine.storage.transaction(
            tenant: tenant.id, { stores in try stores.deliveries.delete(endpoint: id, limit: Self.deletedAtOnce) }) > 0
        {}
        try await change(id, "deleted", in: tenant, by: actor, origin: origin) { stores, _ in _ = try stores.webhookEndpoints.delete(id) }
    }

    /// A new key, which is in this answer and never again. The one before it signs too until the overlap is over; with none it ends now.
    /// Throws `InputError` and `NotFound`.
    package func rotateSecret(
        _ id: WebhookEndpoint.ID, overlap: Duration, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> PlainSecret {
        guard (.zero...Self.longestOverlap).contains(overlap) else {
            throw InputError("overlap_seconds", "must be 0 to \(Self.longestOverlap.components.seconds) seconds")
        }
        let seal = WebhookSeal(tenant: tenant.id, keys: engine.keys)
        let (key, shown) = try WebhookSeal.freshSecret()
        let sealed = try seal.sealSecret(key, endpoint: id.rawValue)
        let oldRow = try SecureRandom.uuid()
        try await change(id, "secret_rotated", in: tenant, by: actor, origin: origin) { stores, _ in
            guard let kept = try stores.webhookSecrets.all(endpoints: [id]).first else { throw Self.unknown(id) }
            if overlap > .zero {
                guard kept.oldSecrets.count < Self.mostOldSecrets else {
                    throw InputError(
                        "overlap_seconds",
                        "\(Self.mostOldSecrets) earlier keys still sign: wait until one has ended, or rotate with no overlap")
                }
                let old = try seal.openSecret(kept.secret, endpoint: id.rawValue)
                try stores.webhookSecrets.insertOld(
                    try seal.sealOldSecret(old, row: oldRow), id: oldRow, endpoint: id, lifetime: overlap)
            } else {
                try stores.webhookSecrets.deleteOld(endpoint: id)
            }
            try stores.webhookSecrets.replace(sealed, endpoint: id)
        }
        return shown
    }

    /// Sends it an event `webhook.test`, whatever it chose to hear. Throws `InputError` and `NotFound`.
    package func test(
        _ id: WebhookEndpoint.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Delivery.ID {
        let asks = try dialect(of: tenant).webhooks.needsVerification
        return try await change(id, "tested", in: tenant, by: actor, origin: origin) { stores, endpoint in
            guard endpoint.disabledAt == nil else { throw InputError("id", "the endpoint is disabled: enable it first") }
            guard !asks || endpoint.verifiedAt != nil else { throw InputError.unverified }
            return try stores.send(
                .webhookTest, to: endpoint, of: try Self.platform(of: endpoint, in: stores), cause: try stores.cause(actor))
        }
    }

    /// Asks it once more whether it wants to hear. Throws `InputError` and `NotFound`.
    package func verify(
        _ id: WebhookEndpoint.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        guard try dialect(of: tenant).webhooks.needsVerification else {
            throw InputError("id", "endpoints of this vendor need no handshake")
        }
        try await change(id, "asked", in: tenant, by: actor, origin: origin) { stores, endpoint in
            guard endpoint.verifiedAt == nil else { throw InputError("id", "the endpoint is verified already") }
            try stores.beginHandshake(with: endpoint, of: try Self.platform(of: endpoint, in: stores))
        }
    }

    private func change<Value: Sendable>(
        _ id: WebhookEndpoint.ID, _ what: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin,
        _ body: @escaping @Sendable (Stores, WebhookEndpoint) throws -> Value
    ) async throws -> Value {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let endpoint = try stores.webhookEndpoints.lock(id) else { throw Self.unknown(id) }
            let value = try body(stores, endpoint)
            try Self.audit(what, endpoint, becoming: try stores.webhookEndpoints.find(id), by: actor, origin, stores)
            return value
        }
    }

    private func dialect(of tenant: Tenant) throws -> Dialect {
        guard let dialect = engine.dialects.find(tenant.dialect) else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        return dialect
    }

    /// 13 to 60 letters and digits (WIRE-CONTRACTS 2.11). Empty: none.
    private static func apiKey(_ text: String?, _ webhooks: Webhooks) throws(InputError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let header = webhooks.apiKeyHeader else { throw InputError("api_key", "this vendor's webhooks carry no such key") }
        guard (13...60).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) })
        else { throw InputError("api_key", "must have 13 to 60 letters and digits: it is sent as \(header)") }
        return text
    }

    private static func platform(_ clientID: String, in stores: Stores) throws -> Platform {
        guard let platform = try stores.platforms.find(clientID: clientID) else {
            throw InputError("client_id", "there is no platform \(clientID)")
        }
        return platform
    }

    private static func platform(of endpoint: WebhookEndpoint, in stores: Stores) throws -> Platform {
        guard let platform = try stores.platforms.find(endpoint.platformID) else { throw unknown(endpoint.id) }
        return platform
    }

    private static func unknown(_ id: WebhookEndpoint.ID) -> NotFound { NotFound("webhook endpoint", id) }

    private static func audit(
        _ what: String, _ endpoint: WebhookEndpoint, becoming changed: WebhookEndpoint?, by actor: AuditEntry.Actor,
        _ origin: RequestOrigin, _ stores: Stores
    ) throws {
        try stores.audit(
            "webhook_endpoint.\(what)", by: actor, target: .init("webhook_endpoint", endpoint.id.description),
            detail: ["url": .string(endpoint.auditURL)], before: endpoint.auditMembers, after: changed?.auditMembers ?? [:], origin: origin)
    }
}

extension WebhookEndpoint {
    /// What the audit log says of it: no key, and no query, in which some carry one.
    fileprivate var auditMembers: [String: EventValue] {
        var members: [String: EventValue] = [
            "url": .string(auditURL), "event_types": .list(eventTypes), "has_api_key": .bool(hasAPIKey),
            "disabled": .bool(disabledAt != nil),
        ]
        members["description"] = description.map(EventValue.string)
        members["disabled_reason"] = disabledReason.map { .string($0.rawValue) }
        return members
    }

    fileprivate var auditURL: String {
        url.firstIndex(of: "?").map { "\(url[..<$0])?…" } ?? url
    }
}
