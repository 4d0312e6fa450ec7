import Dialects
import Foundation
import Model
import Secrets
import Storage
import Testing

@testable import Broker

@Suite("the rules of webhooks")
struct WebhookRuleTests {
    @Test("signs the example of Standard Webhooks")
    func vector() throws {
        let key = keyBytes(PlainSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let header = try WebhookSignature.header(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8), keys: [key])
        #expect(header == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("the schedule is the published one, stretched by a tenth at most")
    func schedule() {
        let published = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map { Duration.seconds($0) }
        let schedule = RetrySchedule(delays: Webhooks().schedule)
        #expect(schedule.delays == published)
        for made in 0..<10 {
            #expect(schedule.delay(after: made, spread: 0, retryAfter: nil) == published[made])
            #expect(schedule.delay(after: made, spread: 1, retryAfter: nil) == published[made] * 1.1)
        }
        #expect(schedule.delay(after: 10, spread: 0, retryAfter: .seconds(1)) == nil)
        #expect(schedule.delay(after: 1, spread: 0, retryAfter: .seconds(60)) == .seconds(60))
        #expect(schedule.delay(after: 9, spread: 0, retryAfter: .seconds(60)) == .seconds(86_400))
        #expect(schedule.delay(after: 1, spread: 0, retryAfter: .seconds(999_999)) == .seconds(86_400))
    }

    @Test(
        "reads Retry-After as seconds or as a date, and nothing else",
        arguments: [
            ("120", 120), ("0", 0), (" 7 ", 7), ("Thu, 01 Jan 1970 00:16:50 GMT", 10), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("99999999999999999999999", 999_999_999), ("-5", nil), ("soon", nil), ("", nil), ("1.5", nil),
            (String(repeating: "9", count: 100), nil),
        ] as [(String, Int?)])
    func retryAfter(_ text: String, _ seconds: Int?) {
        #expect(RetryAfter.parse(text, now: Date(timeIntervalSince1970: 1_000)) == seconds.map { .seconds($0) })
    }

    @Test("only 2xx has arrived; 410 ends it; those who have too much to do are left alone", arguments: 100..<600)
    func verdict(_ status: Int) {
        let verdict = verdict(.answered(status), attempts: 3)
        #expect(verdict.hasArrived == (200..<300).contains(status))
        #expect((verdict.disabling?.reason == .gone) == (status == 410))
        #expect((verdict.pause > .zero) == [429, 502, 503, 504].contains(status))
        #expect(!verdict.isSlow)
    }

    @Test("the last attempt of the schedule ends the delivery; where nothing arrived since it was made the endpoint goes with it")
    func lastAttempt() {
        #expect(verdict(.answered(500), attempts: 8).disabling == nil)
        let last = verdict(.answered(500), attempts: 9)
        #expect(last.disabling?.reason == .failing)
        #expect(last.disabling?.since == Date(timeIntervalSince1970: 1))
        var always = Webhooks()
        always.disables = .always
        #expect(verdict(.answered(500), attempts: 9, webhooks: always).disabling?.since == nil)
        #expect(verdict(.answered(200), attempts: 9).disabling == nil)
    }

    @Test("what takes longer than two seconds counts as slow, whatever comes of it")
    func slowness() {
        #expect(verdict(.answered(200, after: .milliseconds(2_001)), attempts: 0).isSlow)
        #expect(verdict(WebhookAttempt(OutgoingError.timedOut, duration: .seconds(15)), attempts: 0).isSlow)
        #expect(!verdict(WebhookAttempt(OutgoingError.timedOut, duration: .milliseconds(3)), attempts: 0).isSlow)
    }

    @Test("without an answer neither words nor time tell what went wrong")
    func tellsNothing() {
        let failures: [(OutgoingError.Reason, Duration)] = [
            (.blocked, .microseconds(20)), (.unresolvable, .milliseconds(4)), (.unreachable, .milliseconds(900)), (.busy, .zero),
            (.tooLarge, .milliseconds(70)),
        ]
        for (reason, duration) in failures {
            let attempt = WebhookAttempt(OutgoingError(reason, "10.1.2.3 said no"), duration: duration)
            #expect(attempt.error == "the address did not answer as expected")
            #expect(attempt.toldDuration == .seconds(1))
            #expect(attempt.status == nil && attempt.response == nil)
        }
    }

    @Test("an answer is kept as text, as far as it is wanted, whatever its bytes are")
    func keepsAnswer() {
        let body = [UInt8](repeating: 0xFF, count: 2_000) + [0]
        let attempt = WebhookAttempt(
            OutgoingResponse(status: 500, mediaType: nil, retryAfter: nil, body: body), duration: .milliseconds(1))
        #expect((attempt.response?.utf8.count ?? 0) <= 4_096)
        let zeros = WebhookAttempt(
            OutgoingResponse(status: 500, mediaType: nil, retryAfter: nil, body: [65, 0, 66]), duration: .milliseconds(1))
        #expect(zeros.response == "A\u{FFFD}B")
    }

    @Test("a receiver that sends back what it was sent leaves no secret on record")
    func keepsNoSecret() {
        let key = "abcDEF0123456789"
        func kept(_ body: String, isHandshake: Bool = false) -> String? {
            WebhookAttempt(
                OutgoingResponse(status: 200, mediaType: nil, retryAfter: nil, body: Array(body.utf8)), duration: .milliseconds(1),
                isHandshake: isHandshake, apiKey: key
            ).response
        }
        #expect(kept("x-api-key: \(key), again \(key)!") == "x-api-key: [removed], again [removed]!")
        #expect(kept(String(repeating: ".", count: 1_018) + key) == String(repeating: ".", count: 1_018))
        #expect(kept("anything", isHandshake: true) == nil)
    }

    private func verdict(_ attempt: WebhookAttempt, attempts: Int, webhooks: Webhooks = Webhooks()) -> DeliveryVerdict {
        DeliveryVerdict(
            attempt, made: attempts + 1, of: Delivery.ID(rawValue: UUID()), createdAt: Date(timeIntervalSince1970: 1),
            now: Date(timeIntervalSince1970: 1_000), webhooks: webhooks, spread: 0)
    }
}

extension WebhookAttempt {
    fileprivate static func answered(_ status: Int, after duration: Duration = .milliseconds(5)) -> WebhookAttempt {
        WebhookAttempt(OutgoingResponse(status: status, mediaType: nil, retryAfter: nil, body: []), duration: duration)
    }
}
