import Broker
import HTTPTypes

extension HTTPFields {
    /// What is left to the key, as draft-ietf-httpapi-ratelimit-headers has it.
    mutating func tell(_ allowance: RequestLimiter.Allowance) {
        set("RateLimit-Policy", to: #""key";q=\#(allowance.limit);w=60"#)
        set("RateLimit", to: #""key";r=\#(allowance.remaining);t=\#(allowance.reset)"#)
    }
}
