/// So much was to be done that one request cannot wait for all of it. What was done stays; the same request goes on from there.
package struct Unfinished: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was done so far.
    package let done: Int

    package var description: String { "\(done) grants have ended and there are more: send the request again, and it goes on from there" }
}
