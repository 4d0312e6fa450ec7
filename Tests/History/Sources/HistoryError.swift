/// Why a run cannot go on.
struct HistoryError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
