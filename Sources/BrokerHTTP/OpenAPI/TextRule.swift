/// What a text must be, as JSON Schema says it.
struct TextRule: Sendable {
    var minimumLength: Int?
    var maximumLength: Int?
    /// An ECMA-262 regular expression.
    var pattern: String?
    var format: String?
    /// Empty: any.
    var values: [String] = []

    static let any = TextRule()
    static let uuid = TextRule(format: "uuid")
    static let time = TextRule(format: "date-time")
    static func one(of values: [String]) -> TextRule { TextRule(values: values) }
    static func length(_ range: ClosedRange<Int>) -> TextRule { TextRule(minimumLength: range.lowerBound, maximumLength: range.upperBound) }
}
