import Foundation

/// Rows under a header, each column as wide as its widest cell. In a terminal that is too narrow texts are cut; what one copies, ids and
/// times, never is.
struct Table {
    let columns: [String]
    let rows: [[String]]

    private static let gap = "  "
    /// Narrower than that a text says nothing.
    private static let least = 8

    /// The lines, for a terminal of so many columns; `nil`: as wide as they are, as for a pipe.
    func lines(width: Int?) -> [String] {
        let table = [columns.map { $0.uppercased() }] + rows
        let widths = fitted(columns.indices.map { column in table.map { $0[column].displayWidth }.max() ?? 0 }, into: width)
        return table.map { row in
            zip(row, widths).map { $0.fitted(to: $1) }.joined(separator: Self.gap).trimmingCharacters(in: .whitespaces)
        }
    }

    private func fitted(_ natural: [Int], into width: Int?) -> [Int] {
        guard let width else { return natural }
        var widths = natural
        let gaps = Self.gap.count * max(0, widths.count - 1)
        while widths.reduce(gaps, +) > width {
            let cuttable = widths.indices.filter { !Self.isWhole(columns[$0]) && widths[$0] > max(Self.least, columns[$0].count) }
            guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }

    private static func isWhole(_ column: String) -> Bool {
        column == "id" || column == "slug" || column == "email" || column.hasSuffix("_id") || column.hasSuffix("_at")
            || column.hasSuffix("secret")
    }

    /// Of the terminal at standard output. `nil`: it is none.
    static var terminalWidth: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
