import Broker

extension TextRule {
    /// The limit that is held against the text.
    init(_ limit: TextLimit) {
        self.init(minimumLength: limit.minimum, maximumLength: limit.maximum, pattern: limit.pattern)
    }
}

extension Schema {
    static func text(_ limit: TextLimit) -> Schema { .string(TextRule(limit)) }
}
