import Dialects
import Hummingbird
import Model

extension Response {
    /// One page of a list. `rows` holds one more than the page where there are more.
    static func page<Item>(
        _ rows: [Item], of query: ListQuery, place: (Item) -> PagePlace, members: (Item) -> [String: WireValue]
    ) -> Response {
        let shown = rows.prefix(query.limit)
        let cursor = rows.count > query.limit ? shown.last.map { Cursor.text(place($0)) } : nil
        return .uncachedJSON(["data": .array(shown.map { .object(members($0)) }), "next_cursor": WireValue(cursor)])
    }
}
