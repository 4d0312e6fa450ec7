import Foundation

/// One named value of an answer.
struct Field {
    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    enum Value: Encodable, ExpressibleByStringLiteral {
        case text(String?)
        case list([String])
        case date(Date?)
        case flag(Bool)

        init(stringLiteral value: String) { self = .text(value) }

        /// As people read it.
        var text: String {
            switch self {
            case .text(let text): text ?? "-"
            case .list(let items): items.isEmpty ? "-" : items.joined(separator: ", ")
            case .date(let date): date.map { $0.formatted(.iso8601) } ?? "-"
            case .flag(let isOn): isOn ? "yes" : "no"
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .list(let items): try container.encode(items)
            case .date(let date): try container.encode(date.map { $0.formatted(.iso8601) })
            case .flag(let isOn): try container.encode(isOn)
            }
        }
    }
}

/// Fields as a JSON object.
struct JSONRecord: Encodable {
    private let fields: [Field]

    init(_ fields: [Field]) { self.fields = fields }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for field in fields { try container.encode(field.value, forKey: Key(stringValue: field.name)) }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
