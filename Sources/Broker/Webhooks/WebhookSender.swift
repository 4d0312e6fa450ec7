import Dialects
import Foundation
import Model
import Secrets
import Storage

/// Makes one attempt: writes the message with the keys live now, and sends it where the guarded client lets it go.
struct WebhookSender: Sendable {
    let engine: Engine
    let client: OutgoingClient
    let places: AttemptPlaces

    /// Resolving, connecting, sending and the head of the answer.
    static let deadline = Duration.seconds(15)
    /// A body that drips behind a complete head is not waited for longer.
    private static let patience = Duration.seconds(1)
    private static let linkLifetime = Duration.seconds(24 * 3600)

    /// What is sent needs these.
    struct Letter: Sendable {
        let due: DueDelivery
        let endpoint: WebhookEndpoint
        let keys: WebhookKeys
        let site: TenantSite
        /// When `due.readAt` was read.
        let readAt: ContinuousClock.Instant
    }

    /// The endpoint has another address by now.
    private struct Moved: Error {}

    /// So many attempts are under way that another would endanger the server's own connections.
    private struct NoPlace: Error {}

    /// Throws where nothing was sent, or it was cut short by us: that is no attempt.
    func send(_ letter: Letter) async throws -> WebhookAttempt {
        guard let attempt = try await places.take({ try await attempt(letter) }) else { throw NoPlace() }
        return attempt
    }

    private func attempt(_ letter: Letter) async throws -> WebhookAttempt {
        let webhooks = letter.site.dialect.webhooks
        let content = WebhookContent(letter.due, data: try await data(of: letter), endpoint: letter.endpoint, site: letter.site)
        let begin = ContinuousClock.now
        let now = letter.due.readAt.addingTimeInterval((begin - letter.readAt) / .seconds(1))
        let message = try WebhookMessage(content, as: webhooks, keys: letter.keys, timestamp: Int(now.timeIntervalSince1970))
        do {
            let sandbox = letter.site.tenant.isSandbox
            let answer = try await client.send(
                .post(
                    OutgoingURL(letter.endpoint.url, sandbox: sandbox), headers: message.headers, body: message.body,
                    answer: .beginning(bytes: WebhookAttempt.keptBytes, patience: Self.patience)),
                sandbox: sandbox, deadline: Self.deadline)
            return WebhookAttempt(
                answer, duration: ContinuousClock.now - begin, isHandshake: letter.due.event.type == EventType.webhookVerify.rawValue,
                apiKey: letter.keys.apiKey)
        } catch let error as OutgoingError where error.reason == .busy {
            throw error
        } catch {
            try Task.checkCancellation()
            return WebhookAttempt(error, duration: ContinuousClock.now - begin)
        }
    }

    /// A handshake carries a link, new at every attempt: only its hash is kept.
    private func data(of letter: Letter) async throws -> [String: EventValue] {
        var data = letter.due.event.data
        guard letter.due.event.type == EventType.webhookVerify.rawValue, let path = letter.site.dialect.path(for: .verifyWebhook) else {
            return data
        }
        let token = PlainSecret(try SecureRandom.base64URL(bytes: 32))
        let tenant = letter.site.tenant.id
        let hash = try engine.keys.hash(token, as: .webhookVerification, tenant: tenant.rawValue)
        let isThere = try await engine.storage.transaction(tenant: tenant) { [endpoint = letter.endpoint] stores in
            try stores.webhookEndpoints.setVerification(hash, lifetime: Self.linkLifetime, endpoint.id, at: endpoint.url)
        }
        guard isThere else { throw Moved() }
        data["callback"] = .string(letter.site.baseURL + path.replacing(":token", with: token.value))
        return data
    }
}
