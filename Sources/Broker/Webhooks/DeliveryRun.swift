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

    /// At once to one endpoint; one that is slow or fails gets one at a time.
    static let mostAtOnce = 8
    /// How long an endpoint sleeps whose platform or tenant is disabled, before somebody looks again.
    private static let sleep = Duration.seconds(60)
    /// How soon an endpoint that is to answer its handshake is looked at again.
    private static let handshakePause = Duration.seconds(5)
    /// A claim that waited longer is left to end: what began later might outlast its lease.
    private static let freshness = Duration.seconds(12)

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
        let begin = ContinuousClock.now
        do {
            sheet = try await turns.take { try await read(claims, of: tenant) }
        } catch {
            // The claims end by themselves.
            logger.warning("what is due could not be read", metadata: ["error": "\(error)", "tenant": "\(tenant)"])
            for claim in claims { onDone(claim) }
            return
        }
        let readAt = ContinuousClock.now
        guard readAt - begin < Self.freshness else {
            for claim in claims { onDone(claim) }
            return
        }
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
            let awake = endpoints.filter { $0.isAwake && $0.endpoint.disabledAt == nil }
            guard !awake.isEmpty else {
                return Sheet(
                    site: TenantSite(tenant: tenant, dialect: dialect, publicURL: publicURL), endpoints: endpoints, keys: [], due: [])
            }
            let isSlow = Dictionary(claims.map { ($0.endpointID, $0.isSlow) }) { first, _ in first }
            let hearing = awake.filter { !$0.waitsForHandshake(dialect.webhooks) }
            // Whoever fails already is tried with one, so that one that hangs holds one connection and not eight.
            let limits = hearing.map { isSlow[$0.endpoint.id] == true || $0.endpoint.failingSince != nil ? 1 : Self.mostAtOnce }
            let asked = awake.filter { $0.waitsForHandshake(dialect.webhooks) }.map(\.endpoint.id)
            return Sheet(
                site: TenantSite(tenant: tenant, dialect: dialect, publicURL: publicURL), endpoints: endpoints,
                keys: try stores.webhookSecrets.all(endpoints: awake.map(\.endpoint.id)),
                due: try stores.deliveryRuns.due(hearing.map(\.endpoint.id), limits: limits)
                    + (asked.isEmpty ? [] : try stores.deliveryRuns.dueHandshakes(asked)))
        }
    }

    /// `nil` where there is nothing to give back: the endpoint was deleted.
    private func entry(for claim: EndpointClaim, in sheet: Sheet, readAt: ContinuousClock.Instant) async -> DeliveryRecorder.Entry? {
        guard let site = sheet.site, let claimed = sheet.endpoints.first(where: { $0.endpoint.id == claim.endpointID }) else { return nil }
        let endpoint = claimed.endpoint
        let due = sheet.due.filter { $0.endpointID == claim.endpointID }
        // What waits behind a handshake stays where it is.
        let least: Duration = claimed.waitsForHandshake(site.dialect.webhooks) ? Self.handshakePause : .zero
        guard claimed.isAwake, !due.isEmpty, let sealed = sheet.keys.first(where: { $0.endpointID == claim.endpointID }) else {
            let pause = claimed.isAwake ? least : Self.sleep
            return DeliveryRecorder.Entry(
                endpoint: endpoint, results: [], verdicts: [],
                release: EndpointRelease(endpoint.id, lease: claim.lease, isSlow: claim.isSlow, pause: pause))
        }
        do {
            let keys = try WebhookKeys(opening: sealed, tenant: site.tenant.id, keys: engine.keys)
            return await serve(due, at: endpoint, claim: claim, pause: least) { due in
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
        _ due: [DueDelivery], at endpoint: WebhookEndpoint, claim: EndpointClaim, pause least: Duration,
        letter: @escaping @Sendable (DueDelivery) -> WebhookSender.Letter
    ) async -> DeliveryRecorder.Entry {
        let outcomes = await withTaskGroup(of: (DeliveryResult, DeliveryVerdict?).self) { group in
            for one in due { group.addTask { await deliver(letter(one)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let verdicts = outcomes.compactMap(\.1)
        let isSlow = verdicts.isEmpty ? claim.isSlow : verdicts.contains(where: \.isSlow)
        let pause = max(least, verdicts.map(\.pause).max() ?? .zero)
        return DeliveryRecorder.Entry(
            endpoint: endpoint, results: outcomes.map(\.0), verdicts: verdicts,
            release: EndpointRelease(claim.endpointID, lease: claim.lease, isSlow: isSlow, pause: pause))
    }

    /// What is to be written, and what it means where an attempt was made.
    private func deliver(_ letter: WebhookSender.Letter) async -> (DeliveryResult, DeliveryVerdict?) {
        let (due, webhooks) = (letter.due, letter.site.dialect.webhooks)
        let type = EventType(rawValue: due.event.type)
        if type == .webhookVerify, letter.endpoint.verifiedAt != nil { return (DeliveryResult(withholding: due.id), nil) }
        if type?.needsLiveConnection == true, !due.hasLiveConnection { return (DeliveryResult(withholding: due.id), nil) }
        do {
            let attempt = try await sender.send(letter)
            let verdict = DeliveryVerdict(attempt, of: due, webhooks: webhooks, spread: try RetrySchedule.spread())
            return (verdict.result, verdict)
        } catch {
            // Ours, not the endpoint's: the attempt does not count.
            logger.warning("a delivery was put off", metadata: ["error": "\(error)", "delivery": "\(due.id)"])
            return (DeliveryResult(postponing: due.id, by: .seconds(5)), nil)
        }
    }
}

extension ClaimedEndpoint {
    fileprivate func waitsForHandshake(_ webhooks: Webhooks) -> Bool { webhooks.needsVerification && endpoint.verifiedAt == nil }
}
