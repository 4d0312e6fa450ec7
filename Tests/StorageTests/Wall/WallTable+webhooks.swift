import Foundation
import Model

@testable import Storage

extension WallTable {
    static let webhooks = endpoints + keys + deliveries + runs

    private static let endpoints = [
        WallCase("WebhookEndpointStore.insert(_:_:)") { stores, sample in
            _ = try stores.webhookEndpoints.insert(
                UUID(), NewWebhookEndpoint(platformID: sample.platform.id, url: "https://partner.example/second", sealedSecret: [2]))
            return 1
        },
        WallCase("WebhookEndpointStore.find(_:)") { stores, sample in try stores.webhookEndpoints.find(sample.endpointID).count },
        WallCase("WebhookEndpointStore.lock(_:)") { stores, sample in try stores.webhookEndpoints.lock(sample.endpointID).count },
        WallCase("WebhookEndpointStore.all(platform:)") { stores, sample in
            try stores.webhookEndpoints.all(platform: sample.platform.id).count + stores.webhookEndpoints.all(platform: nil).count
        },
        WallCase("WebhookEndpointStore.page(platform:after:limit:)") { stores, sample in
            try stores.webhookEndpoints.page(platform: sample.platform.id, after: nil, limit: 10).count
                + stores.webhookEndpoints.page(platform: nil, after: nil, limit: 10).count
        },
        WallCase("WebhookEndpointStore.update(_:url:description:eventTypes:)") { stores, sample in
            try stores.webhookEndpoints.update(sample.endpointID, url: "https://partner.example/new", description: nil, eventTypes: [])
                .count
        },
        WallCase("WebhookEndpointStore.setAPIKey(_:_:)") { stores, sample in
            try stores.webhookEndpoints.setAPIKey([3], sample.endpointID).count
        },
        WallCase("WebhookEndpointStore.disable(_:reason:at:)") { stores, sample in
            try stores.webhookEndpoints.disable(sample.endpointID, reason: .gone).count
        },
        WallCase("WebhookEndpointStore.disableFailing(_:since:at:)") { stores, sample in
            try stores.webhookEndpoints.disableFailing(sample.heldEndpointID, since: .distantPast, at: "https://partner.example/held").count
        },
        WallCase("WebhookEndpointStore.enable(_:)") { stores, sample in
            try stores.webhookEndpoints.enable(sample.disabledEndpointID).count
        },
        WallCase("WebhookEndpointStore.delete(_:)") { stores, sample in try stores.webhookEndpoints.delete(sample.endpointID).count },
        WallCase("WebhookEndpointStore.setVerification(_:lifetime:_:at:)") { stores, sample in
            try stores.webhookEndpoints.setVerification(
                .fresh(), lifetime: .seconds(60), sample.endpointID, at: "https://partner.example/first"
            ).count
        },
        WallCase("WebhookEndpointStore.verify(_:)") { stores, sample in
            try stores.webhookEndpoints.verify([sample.hashes.verification]).count
        },
        WallCase("WebhookEndpointStore.wake(_:)") { stores, sample in
            try stores.webhookEndpoints.wake(sample.endpointID)
            return 0
        },
    ]

    private static let keys = [
        WallCase("WebhookSecretStore.all(endpoints:)") { stores, sample in
            try stores.webhookSecrets.all(endpoints: [sample.endpointID]).count
        },
        WallCase("WebhookSecretStore.replace(_:endpoint:)") { stores, sample in
            try stores.webhookSecrets.replace([9], endpoint: sample.endpointID)
            return 0
        },
        WallCase("WebhookSecretStore.insertOld(_:id:endpoint:lifetime:)") { stores, sample in
            try stores.webhookSecrets.insertOld([9], id: UUID(), endpoint: sample.endpointID, lifetime: .seconds(60))
            return 0
        },
        WallCase("WebhookSecretStore.deleteOld(endpoint:)") { stores, sample in
            try stores.webhookSecrets.deleteOld(endpoint: sample.endpointID)
            return 0
        },
    ]

    private static let deliveries = [
        WallCase("DeliveryStore.find(_:)") { stores, sample in try stores.deliveries.find(sample.dueDeliveryID).count },
        WallCase("DeliveryStore.page(endpoint:event:status:after:limit:)") { stores, sample in
            try stores.deliveries.page(endpoint: sample.endpointID, status: nil, after: nil, limit: 10).count
                + stores.deliveries.page(endpoint: nil, status: nil, after: nil, limit: 10).count
        },
        WallCase("DeliveryStore.attempts(of:)") { stores, sample in try stores.deliveries.attempts(of: sample.arrivedDeliveryID).count },
        WallCase("DeliveryStore.lastAttempts(of:)") { stores, sample in
            try stores.deliveries.lastAttempts(of: [sample.arrivedDeliveryID]).count
        },
        WallCase("DeliveryStore.delete(endpoint:limit:)") { stores, sample in
            try stores.deliveries.delete(endpoint: sample.endpointID, limit: 10)
        },
        WallCase("DeliveryStore.insert(event:endpoint:redeliveryOf:)") { stores, sample in
            _ = try stores.deliveries.insert(event: sample.eventID, endpoint: sample.endpointID)
            return 1
        },
        WallCase("DeliveryStore.resend(_:endpoint:)") { stores, sample in
            try stores.deliveries.resend(
                ResendSelection(since: .distantPast, until: nil, includesDelivered: false, limit: 10), endpoint: sample.heldEndpointID)
        },
    ]

    private static let runs = [
        WallCase("DeliveryRunStore.fanOut(_:needsVerification:)") { stores, sample in
            try stores.deliveryRuns.fanOut([sample.eventID], needsVerification: false).count
        },
        WallCase("DeliveryRunStore.endpoints(_:)") { stores, sample in try stores.deliveryRuns.endpoints([sample.endpointID]).count },
        WallCase("DeliveryRunStore.due(_:limits:)") { stores, sample in
            try stores.deliveryRuns.due([sample.endpointID], limits: [5]).count
        },
        WallCase("DeliveryRunStore.dueHandshakes(_:)") { stores, sample in
            try stores.deliveryRuns.dueHandshakes([sample.disabledEndpointID]).count
        },
        WallCase("DeliveryRunStore.record(_:)") { stores, sample in
            try stores.deliveryRuns.record([.sample(sample.dueDeliveryID, .retry, retryIn: .seconds(60))])
            return 0
        },
        WallCase("DeliveryRunStore.setFailing(_:answering:)") { stores, sample in
            try stores.deliveryRuns.setFailing([sample.endpointID], answering: [])
            return 0
        },
        WallCase("DeliveryRunStore.release(_:)") { stores, sample in
            try stores.deliveryRuns.release([EndpointRelease(sample.heldEndpointID, lease: sample.lease, isSlow: true)])
            return 0
        },
    ]
}
