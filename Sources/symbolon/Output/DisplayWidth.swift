extension Character {
    /// How many columns of a terminal it takes: East Asian wide characters and emoji two, what only changes its neighbour none.
    var displayWidth: Int { unicodeScalars.map(Self.width).max() ?? 0 }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: 0
        default: scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// East_Asian_Width W and F (Unicode Standard Annex 11), by blocks.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
        0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}

extension String {
    var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// Filled up with spaces to so many columns, or cut off with an ellipsis.
    func fitted(to columns: Int) -> String {
        let width = displayWidth
        guard width > columns else { return self + String(repeating: " ", count: columns - width) }
        var kept = ""
        var used = 0
        for character in self {
            guard used + character.displayWidth < columns else { break }
            kept.append(character)
            used += character.displayWidth
        }
        return kept + "…" + String(repeating: " ", count: max(0, columns - used - 1))
    }
}
