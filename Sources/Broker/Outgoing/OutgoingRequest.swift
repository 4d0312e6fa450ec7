/// What is sent to an address that others chose.
package struct OutgoingRequest: Sendable {
    package enum Method: String, Sendable { case get = "GET", post = "POST" }

    package let method: Method
    package let url: OutgoingURL
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// How much of the answer is of interest.
    package let answer: AnswerLimit

    /// How much of an answer's body is read.
    package enum AnswerLimit: Sendable {
        /// All of it; one that is larger, or does not end in time, is no answer.
        case whole(maximumBytes: Int)
        /// Its beginning, as far as it comes within a moment: the status alone is an answer.
        case beginning(bytes: Int, patience: Duration)
    }

    package static func get(_ url: OutgoingURL, maximumBytes: Int) -> OutgoingRequest {
        OutgoingRequest(method: .get, url: url, headers: [], body: [], answer: .whole(maximumBytes: maximumBytes))
    }

    package static func post(
        _ url: OutgoingURL, headers: [(name: String, value: String)], body: [UInt8], answer: AnswerLimit
    ) -> OutgoingRequest {
        OutgoingRequest(method: .post, url: url, headers: headers, body: body, answer: answer)
    }
}
