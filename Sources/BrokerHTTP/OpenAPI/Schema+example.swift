import Dialects

extension Schema {
    /// A value of this kind, as JSON: of an object the members that must be there, or the first.
    func example(named name: String = "") -> String {
        switch self {
        case .string(let rule): rule.example(named: name)
        case .integer(let range): "\(range?.lowerBound ?? 1)"
        case .boolean: "true"
        case .list(let items, _, _): "[\(items.example(named: name))]"
        case .object(let members), .open(let members): Self.example(of: members)
        case .map, .any: "{}"
        case .either(let choices): choices.first?.example(named: name) ?? "{}"
        case .nullable(let schema), .named(_, let schema): schema.example(named: name)
        }
    }

    private static func example(of members: [Member]) -> String {
        let required = members.filter(\.isRequired)
        let shown = required.isEmpty ? Array(members.prefix(1)) : required
        let texts = shown.map { "\(WireValue.string($0.name).text):\($0.schema.example(named: $0.name))" }
        return "{\(texts.joined(separator: ","))}"
    }

    /// The values that a form or an address has for the members that must be there, or the first.
    var exampleFields: [(name: String, value: String)] {
        guard case .open(let members) = self else { return [] }
        let required = members.filter(\.isRequired)
        return (required.isEmpty ? Array(members.prefix(1)) : required).map { ($0.name, $0.schema.plainExample(named: $0.name)) }
    }

    func plainExample(named name: String) -> String {
        let text = example(named: name)
        return text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
    }
}

extension TextRule {
    fileprivate func example(named name: String) -> String {
        if let value = values.first { return WireValue.string(value).text }
        switch (format, name) {
        case ("uuid", _): return #""7f0c5b1e-3a44-4f0e-9d57-2f6f1f0b7c11""#
        case ("date-time", _): return #""2026-01-31T12:00:00Z""#
        case (_, "url"), (_, "redirect_uris"), (_, "webhook_url"): return #""https://partner.example/hook""#
        case (_, "permissions"): return #""read""#
        default: return WireValue.string(name.isEmpty ? "text" : name.uppercased()).text
        }
    }
}
