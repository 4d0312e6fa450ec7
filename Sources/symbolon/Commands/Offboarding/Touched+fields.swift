import Broker
import Model

extension Touched {
    /// As commands show it: all that is not nothing.
    var fields: [Field] {
        let some = counts.filter { $0.count != 0 }
        return some.flatMap { name, count in
            [Field(name, .number(count.number))] + (count.isAtLeast ? [Field("\(name)_at_least", .flag(true))] : [])
        }
    }

    /// The same as a list in a sentence.
    var words: String {
        let words = counts.filter { $0.count != 0 }.map { name, count in
            "\(name.replacing("_", with: " ")): \(count.isAtLeast ? "at least " : "")\(count.number)"
        }
        return words.isEmpty ? "nothing that was live" : words.joined(separator: ", ")
    }
}
