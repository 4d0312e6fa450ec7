import Foundation
import Model
import Secrets
import Storage

/// An endpoint before it is stored: its key is made and sealed for its row.
struct EndpointDraft: Sendable {
    let url: String
    /// Shown once.
    let secret: PlainSecret
    private let id: UUID
    private let description: String?
    private let eventTypes: [String]
    private let sealedSecret: [UInt8]
    private let sealedAPIKey: [UInt8]?

    init(
        url: String, description: String? = nil, eventTypes: [String] = [], apiKey: String? = nil, tenant: Tenant.ID, keys: KeyRing
    ) throws {
        let seal = WebhookSeal(tenant: tenant, keys: keys)
        let id = try SecureRandom.uuid()
        let fresh = try WebhookSeal.freshSecret()
        self.id = id
        self.url = url
        self.description = description
        self.eventTypes = eventTypes
        secret = fresh.shown
        sealedSecret = try seal.sealSecret(fresh.key, endpoint: id)
        sealedAPIKey = try apiKey.map { try seal.sealAPIKey($0, endpoint: id) }
    }

    /// `asks`: the endpoint hears nothing before it has followed the link of a handshake, which begins here.
    func insert(for platform: Platform, asks: Bool, in stores: Stores) throws -> WebhookEndpoint {
        let endpoint = try stores.webhookEndpoints.insert(
            id,
            NewWebhookEndpoint(
                platformID: platform.id, url: url, description: description, eventTypes: eventTypes, sealedSecret: sealedSecret,
                sealedAPIKey: sealedAPIKey))
        if asks { try stores.beginHandshake(with: endpoint, of: platform) }
        return endpoint
    }
}
