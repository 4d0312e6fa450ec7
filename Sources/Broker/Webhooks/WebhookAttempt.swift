import Foundation

/// What came back from an endpoint, or that nothing did.
struct WebhookAttempt: Sendable {
    let duration: Duration
    let status: Int?
    let error: String?
    let response: String?
    let retryAfter: String?

    /// How much of an answer is kept.
    static let keptBytes = 1024

    /// A receiver may send back what it was sent: nothing is kept of the answer to a handshake, and the static key is taken out of others.
    init(_ answer: OutgoingResponse, duration: Duration, isHandshake: Bool = false, apiKey: String? = nil) {
        self.duration = duration
        status = answer.status
        error = nil
        response = isHandshake ? nil : Self.text(Array(answer.body.prefix(Self.keptBytes)), without: apiKey)
        retryAfter = answer.retryAfter
    }

    /// The error says the same whatever happened: neither its words nor its time tell a closed port from a forbidden one (SECURITY 5).
    init(_: any Error, duration: Duration) {
        self.duration = duration
        status = nil
        self.error = "\(OutgoingError.timedOut)"
        response = nil
        retryAfter = nil
    }

    private static func text(_ body: [UInt8], without key: String?) -> String {
        var body = body
        if let key = key.map({ Array($0.utf8) }), !key.isEmpty {
            body = body.replacing(key, with: Array("[removed]".utf8))
            // What is kept may end within the key.
            let cut = (1..<key.count).last { body.suffix($0).elementsEqual(key.prefix($0)) } ?? 0
            body.removeLast(cut)
        }
        // PostgreSQL's text holds no zero byte.
        return String(decoding: body, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
    }

    /// Without an answer only whole seconds are told.
    var toldDuration: Duration {
        status == nil ? .seconds(max(1, Int64((duration / .seconds(1)).rounded(.up)))) : duration
    }
}
