/// One of the attempts a client may make before it has to wait.
package struct AttemptPlace: Sendable {
    let source: String
    let limiter: FailureLimiter

    package func giveBack() { limiter.giveBack(source) }
}
