import Dialects

/// The schemas of a document that have names, each once.
struct SchemaComponents {
    private(set) var schemas: [String: WireValue] = [:]

    /// The schema as JSON; one with a name is put among the components and referred to.
    mutating func json(_ schema: Schema, description: String = "") -> WireValue {
        var members = members(schema)
        if !description.isEmpty { members["description"] = .string(description) }
        return .object(members)
    }

    private mutating func members(_ schema: Schema) -> [String: WireValue] {
        switch schema {
        case .string(let rule): return Self.members(rule)
        case .integer(let range):
            var members: [String: WireValue] = ["type": "integer"]
            members["minimum"] = (range?.lowerBound).map(WireValue.integer)
            members["maximum"] = (range?.upperBound).map(WireValue.integer)
            return members
        case .boolean: return ["type": "boolean"]
        case .list(let items, let minimum, let maximum):
            var members: [String: WireValue] = ["type": "array", "items": json(items)]
            members["minItems"] = minimum.map(WireValue.integer)
            members["maxItems"] = maximum.map(WireValue.integer)
            return members
        case .object(let parts): return object(parts).merging(["additionalProperties": false]) { first, _ in first }
        case .open(let parts): return object(parts)
        case .any: return [:]
        case .either(let choices): return ["anyOf": .array(choices.map { json($0) })]
        case .map: return ["type": "object", "additionalProperties": true]
        case .nullable(let inner):
            var members = members(inner)
            if case .string(let type)? = members["type"] {
                members["type"] = .list([type, "null"])
                if case .list(let values)? = members["enum"] {
                    members["enum"] = .json("[\((values.map { WireValue.string($0).text } + ["null"]).joined(separator: ","))]")
                }
                return members
            }
            return ["anyOf": .array([.object(members), .object(["type": "null"])])]
        case .named(let name, let inner):
            if schemas[name] == nil { schemas[name] = json(inner) }
            return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    private mutating func object(_ parts: [Schema.Member]) -> [String: WireValue] {
        var members: [String: WireValue] = [
            "type": "object",
            "properties": .object(
                Dictionary(parts.map { ($0.name, json($0.schema, description: $0.description)) }) { first, _ in first }),
        ]
        let required = parts.filter(\.isRequired).map(\.name)
        if !required.isEmpty { members["required"] = .list(required) }
        return members
    }

    private static func members(_ rule: TextRule) -> [String: WireValue] {
        var members: [String: WireValue] = ["type": "string"]
        members["minLength"] = rule.minimumLength.map(WireValue.integer)
        members["maxLength"] = rule.maximumLength.map(WireValue.integer)
        members["pattern"] = rule.pattern.map(WireValue.string)
        members["format"] = rule.format.map(WireValue.string)
        if !rule.values.isEmpty { members["enum"] = .list(rule.values) }
        return members
    }
}
