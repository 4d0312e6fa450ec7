import Dialects
import HTTPTypes

/// Says that an answer holds what another operation is asked for by.
struct AnswerLink: Sendable {
    /// The id of that operation.
    let operation: String
    /// Where the parameters of its path are found, as OpenAPI writes it.
    let parameters: [String: String]

    var json: WireValue {
        .object(["operationId": .string(operation), "parameters": .object(parameters.mapValues(WireValue.string))])
    }
}

extension AnswerLink {
    /// The same operations, those that make something leading to those below it.
    static func linked(_ operations: [DocumentedOperation]) -> [DocumentedOperation] {
        operations.map { maker in
            var maker = maker
            maker.answers = maker.answers.map { answer in
                guard answer.status == .created, let names = answer.schema?.memberNames else { return answer }
                var answer = answer
                answer.links = operations.compactMap { link(from: maker, to: $0, by: names) }
                return answer
            }
            return maker
        }
    }

    /// The parameter that follows the maker's path is a member of its answer by that name, or the answer's `id`.
    private static func link(from maker: DocumentedOperation, to operation: DocumentedOperation, by names: [String]) -> AnswerLink? {
        guard operation.path.hasPrefix(maker.path + "/{") else { return nil }
        let parameters = operation.parameters.filter { $0.place == "path" }.map(\.name)
        let known = maker.parameters.filter { $0.place == "path" }.map(\.name)
        let news = parameters.filter { !known.contains($0) }
        guard news.count == 1, let name = news.first else { return nil }
        let member = names.contains(name) ? name : "id"
        guard names.contains(member) else { return nil }
        var places = Dictionary(known.map { ($0, "$request.path.\($0)") }) { first, _ in first }
        places[name] = "$response.body#/\(member)"
        return AnswerLink(operation: operation.id, parameters: places)
    }
}
