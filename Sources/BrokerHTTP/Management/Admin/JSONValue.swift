/// A value in a request's body.
enum JSONValue: Decodable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case list([JSONValue])
    /// A number that is not whole, or an object: nothing asks for one.
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else {
            self = .other
        }
    }
}
