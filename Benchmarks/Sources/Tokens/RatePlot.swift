import Foundation

/// Bars from zero, one below the other, with the least and the most of their rounds as a line.
struct RatePlot {
    struct Bar {
        let name: String
        let values: Distribution

        init(_ name: String, _ values: Distribution) {
            self.name = name
            self.values = values
        }
    }

    private let title: String
    private let bars: [Bar]
    private static let left = 190.0
    private static let right = 560.0

    init(_ title: String, _ bars: [Bar]) {
        self.title = title
        self.bars = bars
    }

    var svg: String {
        let most = bars.map { $0.values.quantile(1) }.max() ?? 1
        let rows = bars.enumerated().map { number, bar in
            let top = 36.0 + Double(number) * 30
            func x(_ value: Double) -> String { String(format: "%.1f", Self.left + value / most * (Self.right - Self.left)) }
            let width = String(format: "%.1f", bar.values.median / most * (Self.right - Self.left))
            return """
                <text x="\(Self.left - 8)" y="\(top + 14)" text-anchor="end">\(bar.name)</text>
                <rect x="\(Self.left)" y="\(top)" width="\(width)" height="20" fill="#1f6feb"/>
                <line x1="\(x(bar.values.quantile(0)))" y1="\(top + 10)" x2="\(x(bar.values.quantile(1)))" y2="\(top + 10)" stroke="#0a2a5e" stroke-width="2"/>
                <text x="\(Self.right + 8)" y="\(top + 14)">\(Section.figure(bar.values.median))</text>
                """
        }
        let height = 36 + bars.count * 30 + 12
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 \(height)" font-family="sans-serif" font-size="12">
            <title>\(title)</title>
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="\(Self.left)" y="20" font-weight="bold">\(title)</text>
            \(rows.joined(separator: "\n"))
            </svg>

            """
    }
}
