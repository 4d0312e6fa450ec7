/// Texts as the database compares them. Swift's `==` takes two spellings of one character for the same.
enum Bytes {
    static func areEqual(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    static func areEqual(_ one: String?, _ other: String?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let one?, let other?): areEqual(one, other)
        default: false
        }
    }
}
