/// How a receiver behaves, as the first part of its path says.
enum Behaviour: String, CaseIterable, Sendable {
    /// 204 at once.
    case ok
    /// Takes the request and says nothing.
    case hang
    /// A byte of the head each second.
    case drip
    /// 500 at once.
    case error
    /// 200 and a body without end.
    case huge
    /// Closes the connection instead of an answer.
    case reset

    /// Of 100 endpoints, as SECURITY.md §4 row 6 has them.
    static let mix: [(Behaviour, Int)] = [(.hang, 10), (.drip, 5), (.error, 5), (.huge, 2), (.reset, 1), (.ok, 77)]

    static func of(_ index: Int) -> Behaviour {
        var rest = index % 100
        for (behaviour, share) in mix {
            if rest < share { return behaviour }
            rest -= share
        }
        return .ok
    }
}
