import HTTPTypes

/// What an operation answers when it is carried out. What every operation may answer besides is added where the document is made.
struct OperationAnswer: Sendable {
    let status: HTTPResponse.Status
    let description: String
    let mediaType: String
    /// `nil`: no body.
    let schema: Schema?
    /// The names of headers that come with it.
    var headers: [String] = []
    /// The operations on what it tells of.
    var links: [AnswerLink] = []

    static func ok(_ schema: Schema, _ description: String = "Done.", headers: [String] = []) -> OperationAnswer {
        OperationAnswer(status: .ok, description: description, mediaType: "application/json", schema: schema, headers: headers)
    }

    /// One thing, with the ETag that `If-Match` takes.
    static func entity(_ schema: Schema, _ description: String = "It, as it is now.") -> OperationAnswer {
        .ok(schema, description, headers: ["ETag"])
    }

    static func created(_ schema: Schema, _ description: String = "Made.") -> OperationAnswer {
        OperationAnswer(
            status: .created, description: description, mediaType: "application/json", schema: schema, headers: ["Location"])
    }

    static func accepted(_ schema: Schema, _ description: String = "It will be done.") -> OperationAnswer {
        OperationAnswer(status: .accepted, description: description, mediaType: "application/json", schema: schema)
    }

    static let noContent = OperationAnswer(status: .noContent, description: "Done.", mediaType: "", schema: nil)

    /// Text of another kind.
    static func text(_ mediaType: String, _ description: String) -> OperationAnswer {
        OperationAnswer(status: .ok, description: description, mediaType: mediaType, schema: .string)
    }
}
