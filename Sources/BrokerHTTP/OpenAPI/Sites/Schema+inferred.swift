import Dialects

extension Schema {
    /// What all of these answers are: a member that each of them has is required. An answer without members is none.
    /// `listed` names members of which only these values occur.
    static func inferred(from samples: [[String: WireValue]], listing listed: Set<String> = []) -> Schema {
        let samples = samples.filter { !$0.isEmpty }
        let names = Set(samples.flatMap(\.keys)).sorted()
        return .object(
            names.map { name in
                let values = samples.compactMap { $0[name] }
                return Member(
                    name: name, schema: inferred(of: values, isListed: listed.contains(name)), isRequired: values.count == samples.count,
                    description: "")
            })
    }

    private static func inferred(of values: [WireValue], isListed: Bool) -> Schema {
        let told = values.filter { $0 != .null }
        let schemas = told.map { $0.schema }
        guard let first = schemas.first else { return .nullable(.any) }
        let schema: Schema
        switch told[0] {
        case .string where isListed: schema = .one(of: Set(told.compactMap(\.string)).sorted())
        case .object: schema = inferred(from: told.compactMap(\.members))
        default: schema = first
        }
        return told.count == values.count ? schema : .nullable(schema)
    }
}

extension WireValue {
    fileprivate var schema: Schema {
        switch self {
        case .string: .string
        case .integer: .integer
        case .bool: .boolean
        case .list: .list(.string)
        case .object(let members): .inferred(from: [members])
        case .null, .json: .any
        }
    }

    fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var members: [String: WireValue]? { if case .object(let members) = self { members } else { nil } }
}
