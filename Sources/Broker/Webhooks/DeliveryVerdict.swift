import Dialects
import Foundation
import Model
import Storage

/// What an attempt means: for the delivery, and for its endpoint.
struct DeliveryVerdict: Sendable {
    let result: DeliveryResult
    let hasArrived: Bool
    /// It took so long that the endpoint waits in the line of the slow from now on.
    let isSlow: Bool
    /// How long the endpoint asked to be left alone.
    let pause: Duration
    /// Why the endpoint is to be switched off, and since when nothing may have arrived for it.
    let disabling: (reason: WebhookEndpoint.DisabledReason, since: Date?)?

    /// An attempt that takes longer counts as slow.
    static let slowness = Duration.seconds(2)
    /// The statuses by which a receiver says that it has too much to do (Standard Webhooks).
    private static let throttling: [Int: Duration] = [429: .seconds(10), 502: .seconds(5), 503: .seconds(5), 504: .seconds(5)]

    init(_ attempt: WebhookAttempt, of due: DueDelivery, webhooks: Webhooks, spread: Double) {
        self.init(
            attempt, made: due.attempts + 1, of: due.id, createdAt: due.createdAt, now: due.readAt, webhooks: webhooks, spread: spread)
    }

    /// `made` counts this attempt too.
    init(
        _ attempt: WebhookAttempt, made: Int, of id: Delivery.ID, createdAt: Date, now: Date, webhooks: Webhooks, spread: Double
    ) {
        let schedule = RetrySchedule(delays: webhooks.schedule)
        let retryAfter = RetryAfter.parse(attempt.retryAfter, now: now)
        hasArrived = attempt.status.map { (200..<300).contains($0) } ?? false
        isSlow = attempt.duration > Self.slowness
        var outcome = DeliveryResult.Outcome.delivered
        var delay: Duration?
        var disabling: (WebhookEndpoint.DisabledReason, Date?)?
        var pause = Duration.zero
        if !hasArrived {
            delay = schedule.delay(after: made, spread: spread, retryAfter: retryAfter)
            outcome = delay == nil ? .failed : .retry
            if attempt.status == 410 {
                (outcome, delay, disabling) = (.failed, nil, (.gone, nil))
            } else if delay == nil {
                disabling = (.failing, webhooks.disables == .always ? nil : createdAt)
            }
            if let status = attempt.status, let least = Self.throttling[status] {
                pause = min(retryAfter ?? least, RetrySchedule.longestPause)
            }
        }
        self.pause = pause
        self.disabling = disabling
        result = DeliveryResult(
            id, took: attempt.toldDuration, age: attempt.duration, status: attempt.status, error: attempt.error, response: attempt.response,
            outcome: outcome, retryIn: delay)
    }
}
