import Hummingbird
import Model
import OAuth

/// The parameters of a list: its filters, and which page of it is asked for.
struct ListQuery {
    static let defaultLimit = 50
    static let longestLimit = 200

    let limit: Int
    let place: PagePlace?
    private let filters: [String: String]

    /// Throws `AdminRefusal.malformed` for a parameter that is not among the filters: one that is misspelt must not be taken for none.
    init(_ request: Request, filters known: [String] = []) throws {
        var values: [String: String] = [:]
        for (name, value) in try FormDecoding.pairs(request.uri.query ?? "") {
            guard known.contains(name) || ["limit", "cursor"].contains(name) else {
                let choice = (known + ["limit", "cursor"]).joined(separator: ", ")
                throw AdminRefusal.malformed("is not known here: the parameters are \(choice)", field: String(name.prefix(64)))
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw AdminRefusal.malformed("is given more than once", field: name)
            }
            guard !value.contains("\0") else { throw AdminRefusal.malformed("must not hold a NUL character", field: name) }
        }
        limit = try values["limit"].map(Self.limit) ?? Self.defaultLimit
        place = try values["cursor"].map(Self.place)
        filters = values
    }

    subscript(_ name: String) -> String? { filters[name] }

    func id<Entity>(_ name: String) throws(AdminRefusal) -> Identifier<Entity>? {
        guard let text = filters[name] else { return nil }
        return try AdminID.read(text, name)
    }

    private static func limit(_ text: String) throws(AdminRefusal) -> Int {
        guard let limit = Int(text), (1...longestLimit).contains(limit) else {
            throw .malformed("must be a number from 1 to \(longestLimit)", field: "limit")
        }
        return limit
    }

    private static func place(_ text: String) throws(AdminRefusal) -> PagePlace {
        guard let place = Cursor.place(text) else { throw .malformed("must be a next_cursor of this list", field: "cursor") }
        return place
    }
}
