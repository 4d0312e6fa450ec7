import Foundation
import Secrets

/// When a delivery that failed is tried again.
struct RetrySchedule: Sendable {
    /// How long after the one before it each attempt comes, the first after the event.
    let delays: [Duration]

    /// Of what a receiver may ask for in `Retry-After`.
    static let longestPause = Duration.seconds(24 * 3600)
    /// How far a delay may be stretched, so that what failed together does not come back together.
    private static let jitter = 0.1

    /// `nil` after the last attempt. `attempts` counts those that were made, `spread` is from 0 to 1.
    func delay(after attempts: Int, spread: Double, retryAfter: Duration?) -> Duration? {
        guard delays.indices.contains(attempts) else { return nil }
        return max(delays[attempts] * (1 + Self.jitter * spread), min(retryAfter ?? .zero, Self.longestPause))
    }

    /// From 0 to 1.
    static func spread() throws(SecretsError) -> Double {
        let bytes = try SecureRandom.bytes(2)
        return Double(Int(bytes[0]) << 8 | Int(bytes[1])) / 65_535
    }
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date against which `now` is held.
enum RetryAfter {
    static func parse(_ text: String?, now: Date) -> Duration? {
        guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty, text.utf8.count <= 64 else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return .seconds(Int64(text.prefix(9)) ?? 0) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text).map { .seconds(max($0.timeIntervalSince(now), 0).rounded(.up)) }
    }
}
