import Testing

@testable import Broker

@Suite("how many requests a key may send")
struct RequestLimiterTests {
    @Test("as many at once as a minute has, then as they come back; each source has its own")
    func limits() {
        let limiter = RequestLimiter(perMinute: 60)
        let start = ContinuousClock.now
        for number in 1...60 {
            let allowance = limiter.take("a", now: start)
            #expect(allowance == .init(isAllowed: true, limit: 60, remaining: 60 - number, reset: number))
        }
        #expect(limiter.take("a", now: start) == .init(isAllowed: false, limit: 60, remaining: 0, reset: 1))
        #expect(limiter.take("b", now: start)?.isAllowed == true)
        #expect(limiter.take("a", now: start + .seconds(1))?.isAllowed == true)
        #expect(limiter.take("a", now: start + .seconds(1))?.isAllowed == false)
        #expect(limiter.take("a", now: start + .seconds(3600))?.remaining == 59)
    }

    @Test("without a limit there is none")
    func unlimited() {
        let limiter = RequestLimiter(perMinute: nil)
        #expect((0..<10_000).allSatisfy { _ in limiter.take("a") == nil })
    }
}
