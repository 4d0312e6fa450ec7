import Dialects
import Foundation
import Logging
import Model
import Secrets
import Storage

/// Serves endpoints of one tenant that were claimed: reads what is due, sends it, hands on what came of it.
struct DeliveryRun: Sendable {
    let engine: Engine
    let sender: WebhookSender
    let recorder: DeliveryRecorder
    let turns: Turns
    let logger: Logger

    /// At once to one endpoint; a slow one gets one at a time.
    static let mostAtOnce = 8
    /// How long an endpoint sleeps whose platform or tenant is disabled, before somebody looks again.
    private static let sleep = Duration.seconds(60)

    /// What one read finds.
    private struct Sheet: Sendable {
        let site: TenantSite?
        let endpoints: [ClaimedEndpoint]
        let keys: [SealedWebhookKeys]
        let due: [DueDelivery]
    }

    /// `onDone` is called once for each claim.
    func serve(_ claims: [EndpointClaim], of tenant: Tenant.ID, onDone: @escaping @Sendable (EndpointClaim) -> Void) async {
        let sheet: Sheet
        do {
            sheet = try await turns.take { try await read(claims, of: tenant) }
        } catch {
            // The claims end by themselves.
            logger.warning("what is due could not be read", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
            for claim in claims { onDone(claim) }
            return
        }
        let readAt = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for claim in claims {
                group.addTask {
                    if let entry = await entry(for: claim, in: sheet, readAt: readAt) { await recorder.record(entry, tenant: tenant) }
                    onDone(claim)
                }
            }
        }
    }

    private func read(_ claims: [EndpointClaim], of tenantID: Tenant.ID) async throws -> Sheet {
        let ids = claims.map(\.endpointID)
        let (dialects, publicURL) = (engine.dialects, engine.publicURL)
        return try await engine.storage.transaction(tenant: tenantID) { stores in
            guard let tenant = try stores.tenants.find(tenantID), let dialect = dialects.find(tenant.dialect) else {
                return Sheet(site: nil, endpoints: [], keys: [], due: [])
            }
            let endpoints = try stores.deliveryRuns.endpoints(ids)
            let awake = endpoints.filter { $0.isAwake && $0.endpoint.disabledAt == nil }.map(\.endpoint.id)
            let served = claims.filter { awake.contains($0.endpointID) }
            return Sheet(
                site: TenantSite(tenant: tenant, dialect: dialect, publicURL: publicURL), endpoints: endpoints,
                keys: served.isEmpty ? [] : try stores.webhookSecrets.all(endpoints: awake),
                due: served.isEmpty
                    ? []
                    : try stores.deliveryRuns.due(served.map(\.endpointID), limits: served.map { $0.isSlow ? 1 : Self.mostAtOnce }))
        }
    }

    /// `nil` where there is nothing to give back: the endpoint was deleted.
    private func entry(for claim: EndpointClaim, in sheet: Sheet, readAt: ContinuousClock.Instant) async -> DeliveryRecorder.Entry? {
        guard let site = sheet.site, let claimed = sheet.endpoints.first(where: { $0.endpoint.id == claim.endpointID }) else { return nil }
        let endpoint = claimed.endpoint
        let due = sheet.due.filter { $0.endpointID == claim.endpointID }
        guard claimed.isAwake, !due.isEmpty, let sealed = sheet.keys.first(where: { $0.endpointID == claim.endpointID }) else {
            let pause: Duration = claimed.isAwake ? .zero : Self.sleep
            return DeliveryRecorder.Entry(
                endpoint: endpoint, results: [], verdicts: [],
                release: EndpointRelease(endpoint.id, lease: claim.lease, isSlow: claim.isSlow, pause: pause))
        }
        do {
            let keys = try WebhookKeys(opening: sealed, tenant: site.tenant.id, keys: engine.keys)
            return await serve(due, claim: claim) { due in
                WebhookSender.Letter(due: due, endpoint: endpoint, keys: keys, site: site, readAt: readAt)
            }
        } catch {
            logger.error("the keys of a webhook endpoint cannot be opened", metadata: ["error": "\(error)", "endpoint": "\(endpoint.id)"])
            return DeliveryRecorder.Entry(
                endpoint: endpoint, results: [], verdicts: [],
                release: EndpointRelease(endpoint.id, lease: claim.lease, isSlow: claim.isSlow, pause: Self.sleep))
        }
    }

    private func serve(
        _ due: [DueDelivery], claim: EndpointClaim, letter: @escaping @Sendable (DueDelivery) -> WebhookSender.Letter
    ) async -> DeliveryRecorder.Entry {
        let outcomes = await withTaskGroup(of: (DeliveryResult, DeliveryVerdict?)?.self) { group in
            for one in due { group.addTask { await deliver(letter(one)) } }
            var outcomes: [(DeliveryResult, DeliveryVerdict?)] = []
            for await outcome in group { if let outcome { outcomes.append(outcome) } }
            return outcomes
        }
        let verdicts = outcomes.compactMap(\.1)
        let isSlow = verdicts.isEmpty ? claim.isSlow : verdicts.contains(where: \.isSlow)
        let pause = verdicts.map(\.pause).max() ?? .zero
        return DeliveryRecorder.Entry(
            endpoint: letter(due[0]).endpoint, results: outcomes.map(\.0), verdicts: verdicts,
            release: EndpointRelease(claim.endpointID, lease: claim.lease, isSlow: isSlow, pause: pause))
    }

    private func deliver(_ letter: WebhookSender.Letter) async -> (DeliveryResult, DeliveryVerdict?)? {
        let (due, webhooks) = (letter.due, letter.site.dialect.webhooks)
        let type = EventType(rawValue: due.event.type)
        if webhooks.needsVerification {
            let isHandshake = type == .webhookVerify
            if isHandshake, letter.endpoint.verifiedAt != nil { return (DeliveryResult(withholding: due.id), nil) }
            // A new address answers the handshake first; what waits is due again as soon as it has.
            if !isHandshake, letter.endpoint.verifiedAt == nil { return (DeliveryResult(postponing: due.id, by: Self.sleep), nil) }
        }
        if type?.needsLiveConnection == true, !due.hasLiveConnection { return (DeliveryResult(withholding: due.id), nil) }
        do {
            let attempt = try await sender.send(letter)
            let verdict = DeliveryVerdict(attempt, of: due, webhooks: webhooks, spread: try RetrySchedule.spread())
            return (verdict.result, verdict)
        } catch {
            // Ours, not the endpoint's: the attempt does not count.
            logger.error("a delivery could not be written", metadata: ["error": "\(error)", "delivery": "\(due.id)"])
            return (DeliveryResult(postponing: due.id, by: .seconds(5)), nil)
        }
    }
}
