/// What a JSON value is, in the words of JSON Schema 2020-12 that OpenAPI 3.1 takes.
indirect enum Schema: Sendable {
    case string(TextRule)
    case integer(ClosedRange<Int>?)
    case boolean
    case list(Schema, minimum: Int? = nil, maximum: Int?)
    /// An object that has these members and no others.
    case object([Member])
    /// An object that has these members and may have others, which are not looked at.
    case open([Member])
    /// An object whose members are not known beforehand.
    case map
    case nullable(Schema)
    /// One of these.
    case either([Schema])
    /// Anything.
    case any
    /// One that has a name of its own in the document.
    case named(String, Schema)

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let description: String
    }

    static var string: Schema { .string(.any) }
    static var integer: Schema { .integer(nil) }
    static var count: Schema { .integer(0...Int(Int32.max)) }
    static var uuid: Schema { .string(.uuid) }
    static var time: Schema { .string(.time) }
    static func list(_ items: Schema) -> Schema { .list(items, maximum: nil) }
    static func one(of values: [String]) -> Schema { .string(.one(of: values)) }

    /// One page of a list.
    static func page(of item: Schema) -> Schema {
        .object([
            .always("data", .list(item, maximum: ListQuery.longestLimit), "The rows, the newest first."),
            .always("next_cursor", .nullable(.string), "What `cursor` must be for the next page; null on the last."),
        ])
    }

    /// The same object with further members, as creating something answers with its secret.
    func adding(_ more: [Member]) -> Schema {
        switch self {
        case .object(let members): .object(members + more)
        case .open(let members): .open(members + more)
        case .named(_, let schema): schema.adding(more)
        default: self
        }
    }

    /// Of an object, the names of its members.
    var memberNames: [String] {
        switch self {
        case .object(let members), .open(let members): members.map(\.name)
        case .named(_, let schema), .nullable(let schema): schema.memberNames
        default: []
        }
    }
}

extension Schema.Member {
    /// A member that is always there, or must be given.
    static func always(_ name: String, _ schema: Schema, _ description: String = "") -> Schema.Member {
        Schema.Member(name: name, schema: schema, isRequired: true, description: description)
    }

    /// A member that may be missing.
    static func maybe(_ name: String, _ schema: Schema, _ description: String = "") -> Schema.Member {
        Schema.Member(name: name, schema: schema, isRequired: false, description: description)
    }
}
