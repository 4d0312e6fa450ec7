import Dialects
import HTTPTypes

/// One operation as a document shows it, wherever it is served.
struct DocumentedOperation: Sendable {
    let id: String
    let method: HTTPRequest.Method
    /// With `{name}` for each part that varies.
    let path: String
    /// The heading under which the reference shows it.
    let tag: String
    let summary: String
    let description: String
    let parameters: [Parameter]
    let body: Body?
    var answers: [OperationAnswer]
    /// The names of shared answers, by status.
    let sharedAnswers: [(status: Int, name: String)]
    /// Each a way in, an empty one for none; empty: it is open.
    let security: [String]

    struct Parameter: Sendable {
        let name: String
        /// `path`, `query` or `header`.
        let place: String
        let schema: Schema
        let description: String
        let isRequired: Bool
    }

    struct Body: Sendable {
        let mediaTypes: [String]
        let schema: Schema
        let isRequired: Bool
    }
}

extension DocumentedOperation {
    /// The same under another id.
    func renamed(_ id: String) -> DocumentedOperation {
        DocumentedOperation(
            id: id, method: method, path: path, tag: tag, summary: summary, description: description, parameters: parameters, body: body,
            answers: answers, sharedAnswers: sharedAnswers, security: security)
    }

    func json(_ components: inout SchemaComponents) -> WireValue {
        var members: [String: WireValue] = [
            "operationId": .string(id), "tags": .list([tag]), "summary": .string(summary),
            "security": .array(security.map { .object($0.isEmpty ? [:] : [$0: .array([])]) }),
        ]
        if !description.isEmpty { members["description"] = .string(description) }
        if !parameters.isEmpty { members["parameters"] = .array(parameters.map { parameter in Self.json(parameter, &components) }) }
        if let body {
            members["requestBody"] = .object([
                "required": .bool(body.isRequired),
                "content": .object(
                    Dictionary(body.mediaTypes.map { ($0, .object(["schema": components.json(body.schema)])) }) { first, _ in first }),
            ])
        }
        var responses: [String: WireValue] = [:]
        for shared in sharedAnswers {
            responses["\(shared.status)"] = .object(["$ref": .string("#/components/responses/\(shared.name)")])
        }
        for (status, answers) in Dictionary(grouping: answers, by: \.status.code) {
            responses["\(status)"] = Self.json(answers, &components)
        }
        members["responses"] = .object(responses)
        return .object(members)
    }

    private static func json(_ parameter: Parameter, _ components: inout SchemaComponents) -> WireValue {
        .object([
            "name": .string(parameter.name), "in": .string(parameter.place), "required": .bool(parameter.isRequired),
            "description": .string(parameter.description), "schema": components.json(parameter.schema),
        ])
    }

    /// What is answered with one status, in whatever forms.
    private static func json(_ answers: [OperationAnswer], _ components: inout SchemaComponents) -> WireValue {
        var texts: [String] = []
        for answer in answers where !texts.contains(answer.description) { texts.append(answer.description) }
        var members: [String: WireValue] = ["description": .string(texts.joined(separator: " Or: "))]
        var content: [String: WireValue] = [:]
        for (mediaType, answers) in Dictionary(grouping: answers.filter { $0.schema != nil }, by: \.mediaType) {
            let schemas = answers.compactMap(\.schema)
            content[mediaType] = .object(["schema": components.json(schemas.count == 1 ? schemas[0] : .either(schemas))])
        }
        if !content.isEmpty { members["content"] = .object(content) }
        let headers = answers.flatMap(\.headers)
        if !headers.isEmpty {
            members["headers"] = .object(
                Dictionary(headers.map { ($0, .object(["schema": .object(["type": "string"])])) }) { first, _ in first })
        }
        let links = answers.flatMap(\.links)
        if !links.isEmpty {
            members["links"] = .object(Dictionary(links.map { ($0.operation, $0.json) }) { first, _ in first })
        }
        return .object(members)
    }
}
