extension Schema {
    /// What a value is, for people who read the reference.
    var words: String {
        switch self {
        case .string(let rule): rule.words
        case .integer(nil): "whole number"
        case .integer(let range?): "whole number, \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .list(let items, let minimum, let maximum):
            "list" + (minimum.map { " of at least \($0)" } ?? "") + (maximum.map { ", at most \($0)" } ?? "") + ", of: \(items.words)"
        case .object, .open, .map: "object"
        case .any: "anything"
        case .either(let choices): choices.map(\.words).joined(separator: " or ")
        case .nullable(let schema): "\(schema.words), or null"
        case .named(let name, _): name
        }
    }

    /// The names of the schemas that have one, this one's and those inside.
    var named: [(name: String, schema: Schema)] {
        switch self {
        case .named(let name, let schema): [(name, schema)] + schema.named
        case .nullable(let schema), .list(let schema, _, _): schema.named
        case .object(let members), .open(let members): members.flatMap(\.schema.named)
        case .either(let choices): choices.flatMap(\.named)
        case .string, .integer, .boolean, .map, .any: []
        }
    }

    /// The members to show one below the other, those of objects inside under a longer name. What has a name of its own is shown there.
    func rows(below prefix: String = "") -> [Member] {
        switch self {
        case .object(let members), .open(let members):
            members.flatMap { member in
                let name = prefix + member.name
                let row = Member(name: name, schema: member.schema, isRequired: member.isRequired, description: member.description)
                return [row] + member.schema.rows(below: name + ".")
            }
        case .list(let items, _, _): items.rows(below: prefix.isEmpty ? "" : prefix.dropLast() + "[].")
        case .nullable(let schema): schema.rows(below: prefix)
        default: []
        }
    }
}

extension TextRule {
    fileprivate var words: String {
        if !values.isEmpty { return "one of " + values.joined(separator: ", ") }
        switch format {
        case "uuid": return "UUID"
        case "date-time": return "time, RFC 3339"
        default: break
        }
        var text = "text"
        switch (minimumLength, maximumLength) {
        case (let least?, let most?): text += ", \(least) to \(most) characters"
        case (let least?, nil): text += ", at least \(least) characters"
        case (nil, let most?): text += ", at most \(most) characters"
        default: break
        }
        if let pattern { text += ", like \(pattern)" }
        return text
    }
}
