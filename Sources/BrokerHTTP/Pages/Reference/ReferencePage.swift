import HTTPTypes
import Hummingbird

/// A document for people: made from the same values, without script, and from nowhere else.
struct ReferencePage: Sendable {
    static let path = "/reference"

    let pages: PageRenderer

    /// `frame` is what the page around it needs; the listener's own if left out.
    func response(
        to document: OpenAPIDocument, frame: [String: Any]? = nil, scheme: String = "Bearer", documentURL: String = DocumentRoute.path
    )
        -> Response
    {
        var values = frame ?? pages.common("Reference", name: "Symbolon", basePath: "")
        values["heading"] = document.title
        values["description"] = Self.prose(document.description)
        values["version"] = document.version
        values["document_url"] = documentURL
        values["groups"] = Self.groups(document, scheme: scheme)
        let schemas = Self.schemas(document)
        values["has_schemas"] = !schemas.isEmpty
        values["schemas"] = schemas
        return pages.html("reference", values, formTargets: [])
    }

    private static func groups(_ document: OpenAPIDocument, scheme: String) -> [[String: Any]] {
        document.tags.map { tag in
            [
                "name": tag.capitalizedWords, "anchor": "tag-\(tag.anchor)",
                "operations": document.operations.filter { $0.tag == tag }.map { values($0, document, scheme: scheme) },
            ]
        }
    }

    private static func values(_ operation: DocumentedOperation, _ document: OpenAPIDocument, scheme: String) -> [String: Any] {
        var values: [String: Any] = [
            "id": operation.id, "method": operation.method.rawValue, "path": operation.path, "summary": operation.summary,
            "curl": operation.curl(server: document.server, authorizationScheme: scheme),
            "answers": answers(operation, document),
        ]
        values["description"] = prose(operation.description)
        let parameters = operation.parameters.map { parameter in
            row(
                parameter.name, parameter.schema, parameter.description,
                note: parameter.isRequired ? parameter.place : "\(parameter.place), optional")
        }
        if !parameters.isEmpty { values["parameters"] = ["rows": parameters] }
        if let body = operation.body {
            values["body"] =
                [
                    "media_types": body.mediaTypes.joined(separator: " or "),
                    "rows": body.schema.rows().map {
                        row($0.name, $0.schema, $0.description, note: $0.isRequired ? "required" : "optional")
                    },
                ] as [String: Any]
        }
        return values
    }

    private static func answers(_ operation: DocumentedOperation, _ document: OpenAPIDocument) -> [[String: Any]] {
        let own = operation.answers.map { answer -> [String: Any] in
            var values: [String: Any] = ["status": answer.status.code, "description": prose(answer.description)]
            if let schema = answer.schema {
                values["form"] = answer.mediaType
                if case .named(let name, _) = schema { values["schema"] = ["name": name, "anchor": "schema-\(name)"] }
                let rows = schema.rows().map { row($0.name, $0.schema, $0.description, note: $0.isRequired ? "" : "not always") }
                if !rows.isEmpty, answer.status.kind == .successful { values["members"] = ["rows": rows] }
            }
            return values
        }
        let shared = operation.sharedAnswers.compactMap { shared -> [String: Any]? in
            document.sharedAnswers[shared.name].map {
                ["status": shared.status, "description": prose($0.description), "problem": shared.name]
            }
        }
        return (own + shared).enumerated().sorted { left, right in
            (left.element["status"] as? Int ?? 0, left.offset) < (right.element["status"] as? Int ?? 0, right.offset)
        }.map(\.element)
    }

    private static func schemas(_ document: OpenAPIDocument) -> [[String: Any]] {
        let all =
            document.operations.flatMap { operation in
                (operation.answers.compactMap(\.schema) + [operation.body?.schema].compactMap { $0 }).flatMap(\.named)
            } + document.sharedAnswers.values.flatMap(\.schema.named)
        var seen: Set<String> = []
        return all.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }.map { name, schema in
            [
                "name": name, "anchor": "schema-\(name)",
                "rows": schema.rows().map { row($0.name, $0.schema, $0.description, note: $0.isRequired ? "" : "not always") },
            ]
        }
    }

    /// A text in parts: what stands between backticks is code.
    private static func prose(_ text: String) -> Any {
        // What is left out would be looked for in what is around it.
        guard !text.isEmpty else { return false }
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        return ["parts": parts.map { index, part in [index.isMultiple(of: 2) ? "text" : "code": String(part)] }]
    }

    private static func row(_ name: String, _ schema: Schema, _ description: String, note: String) -> [String: Any] {
        var values: [String: Any] = ["name": name, "kind": schema.words]
        if !note.isEmpty { values["note"] = note }
        values["description"] = prose(description)
        if let inner = schema.named.first { values["schema"] = ["name": inner.name, "anchor": "schema-\(inner.name)"] }
        return values
    }
}

extension String {
    fileprivate var anchor: String { String(map { $0.isLetter || $0.isNumber ? $0 : "-" }) }
    fileprivate var capitalizedWords: String { prefix(1).uppercased() + dropFirst().replacing("-", with: " ") }
}
