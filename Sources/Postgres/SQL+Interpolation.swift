// The literal type is `StaticString`: run-time text cannot become SQL by any initializer, not even by naming it.
extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        self.init(text: value.description, binds: [])
    }

    package init(stringInterpolation: StringInterpolation) {
        self.init(text: stringInterpolation.text, binds: stringInterpolation.binds)
    }

    /// Builds the text: a value becomes the next `$n`, an `SQL` is spliced with its places renumbered.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var binds: [Bind] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            binds.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        package mutating func appendInterpolation<T: SQLValue>(_ value: T) {
            append(Bind(value, offset: 0))
        }

        /// Nil binds NULL under the type's OID.
        package mutating func appendInterpolation<T: SQLValue>(_ value: T?) {
            append(Bind(value, offset: 0))
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            guard !fragment.binds.isEmpty else {
                text += fragment.text
                return
            }
            let utf8 = fragment.text.utf8
            var from = utf8.startIndex
            for (index, bind) in fragment.binds.enumerated() {
                let place = utf8.index(utf8.startIndex, offsetBy: bind.offset)
                text += fragment.text[from..<place]
                append(bind)
                from = utf8.index(place, offsetBy: "$\(index + 1)".utf8.count)
            }
            text += fragment.text[from...]
        }

        private mutating func append(_ bind: Bind) {
            var bind = bind
            bind.offset = text.utf8.count
            binds.append(bind)
            text += "$"
            text += String(binds.count)
        }
    }
}
