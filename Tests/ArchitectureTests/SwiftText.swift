/// The code of a Swift file without its comments and texts, and the texts apart. Interpolated code counts as code.
struct SwiftText {
    private(set) var code = ""
    private(set) var texts: [String] = []

    private let characters: [Character]
    private var position = 0

    init(_ source: String) {
        characters = Array(source)
        readCode(untilParenthesis: false)
    }

    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < characters.count {
            if starts(with: "//") {
                skipLine()
            } else if starts(with: "/*") {
                skipComment()
            } else if let hashes = hashesOfText() {
                readText(hashes: hashes)
            } else {
                let character = characters[position]
                if character == "(" { depth += 1 }
                if character == ")" {
                    if untilParenthesis && depth == 0 { return position += 1 }
                    depth -= 1
                }
                code.append(character)
                position += 1
            }
        }
    }

    private mutating func skipLine() {
        while position < characters.count && !characters[position].isNewline { position += 1 }
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
            } else {
                if characters[position].isNewline { code.append("\n") }
                position += 1
            }
        } while depth > 0 && position < characters.count
    }

    /// The number of `#` before a quotation mark that stands here.
    private func hashesOfText() -> Int? {
        var end = position
        while end < characters.count && characters[end] == "#" { end += 1 }
        return end < characters.count && characters[end] == "\"" ? end - position : nil
    }

    private mutating func readText(hashes: Int) {
        position += hashes
        let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        let (end, escape) = (quote + String(repeating: "#", count: hashes), "\\" + String(repeating: "#", count: hashes))
        position += quote.count
        code += "\"\""
        var text = ""
        while position < characters.count && !starts(with: end) {
            if starts(with: escape + "(") {
                position += escape.count + 1
                readCode(untilParenthesis: true)
            } else if starts(with: escape) {
                position += escape.count + 1
            } else {
                if characters[position].isNewline { code.append("\n") }
                text.append(characters[position])
                position += 1
            }
        }
        position += end.count
        texts.append(text)
    }

    private func starts(with text: String) -> Bool {
        position + text.count <= characters.count && characters[position..<(position + text.count)].elementsEqual(text)
    }
}
