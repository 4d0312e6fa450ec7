import Foundation
import Model

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
        case number(Int)
        /// What an event tells.
        case members([String: EventValue])
        /// What belongs together.
        case record([Field])
        /// Things that belong to the one that is shown: a table below it.
        case records([[Field]])

        init(stringLiteral value: String) { self = .text(value) }

        /// As people read it.
        var text: String {
            switch self {
            case .text(let text): text.map(Self.oneLine) ?? "-"
            case .list(let items): items.isEmpty ? "-" : items.joined(separator: ", ")
            case .date(let date): date.map { $0.formatted(.iso8601) } ?? "-"
            case .flag(let isOn): isOn ? "yes" : "no"
            case .number(let number): "\(number)"
            case .members(let members): members.isEmpty ? "-" : Self.oneLine(Self.text(of: members))
            case .record(let fields): fields.map { "\($0.name)=\($0.value.text)" }.joined(separator: " ")
            case .records(let records): "\(records.count)"
            }
        }

        /// Some of it came from afar: it must neither begin a line nor speak to the terminal.
        private static func oneLine(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        }

        private static func text(of members: [String: EventValue]) -> String {
            members.sorted { $0.key < $1.key }.map { name, value in
                switch value {
                case .string(let text): "\(name)=\(text)"
                case .bool(let isOn): "\(name)=\(isOn)"
                case .integer(let number): "\(name)=\(number)"
                case .list(let items): "\(name)=\(items.joined(separator: ","))"
                }
            }.joined(separator: " ")
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .list(let items): try container.encode(items)
            case .date(let date): try container.encode(date.map { $0.formatted(.iso8601) })
            case .flag(let isOn): try container.encode(isOn)
            case .number(let number): try container.encode(number)
            case .members(let members): try container.encode(members)
            case .record(let fields): try container.encode(JSONRecord(fields))
            case .records(let records): try container.encode(records.map(JSONRecord.init))
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
