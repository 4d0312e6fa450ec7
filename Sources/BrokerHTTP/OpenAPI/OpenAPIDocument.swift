import Dialects
import Foundation
import HTTPTypes

/// An OpenAPI 3.1 document, made from the values the routers are made from.
struct OpenAPIDocument {
    let title: String
    let description: String
    let version: String
    let server: String
    let operations: [DocumentedOperation]
    /// By name: what stands under `components/securitySchemes`.
    let securitySchemes: [String: WireValue]
    /// By name: description and, where there is one, media type and schema.
    let sharedAnswers: [String: SharedAnswer]

    struct SharedAnswer: Sendable {
        let description: String
        let mediaType: String
        let schema: Schema
        var headers: [String] = []
    }

    /// Readable JSON, the members in alphabetical order.
    var text: String {
        get throws {
            let object = try JSONSerialization.jsonObject(with: Data(json.text.utf8))
            let data = try JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }

    /// The headings, in the order in which they come.
    var tags: [String] {
        operations.map(\.tag).reduce(into: []) { tags, tag in if !tags.contains(tag) { tags.append(tag) } }
    }

    private var json: WireValue {
        var components = SchemaComponents()
        var paths: [String: [String: WireValue]] = [:]
        for operation in operations {
            paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] = operation.json(&components)
        }
        let responses = sharedAnswers.mapValues { answer in Self.json(answer, &components) }
        return .object([
            "openapi": "3.1.0",
            "info": .object([
                "title": .string(title), "description": .string(description), "version": .string(version),
                "license": .object(["name": "Apache License 2.0", "identifier": "Apache-2.0"]),
            ]),
            "servers": .array([.object(["url": .string(server)])]),
            "tags": .array(tags.map { .object(["name": .string($0)]) }),
            "paths": .object(paths.mapValues(WireValue.object)),
            "components": .object([
                "schemas": .object(components.schemas), "responses": .object(responses), "securitySchemes": .object(securitySchemes),
            ]),
        ])
    }

    private static func json(_ answer: SharedAnswer, _ components: inout SchemaComponents) -> WireValue {
        var members: [String: WireValue] = [
            "description": .string(answer.description),
            "content": .object([answer.mediaType: .object(["schema": components.json(answer.schema)])]),
        ]
        if !answer.headers.isEmpty {
            members["headers"] = .object(
                Dictionary(answer.headers.map { ($0, .object(["schema": .object(["type": "string"])])) }) { first, _ in first })
        }
        return .object(members)
    }
}
