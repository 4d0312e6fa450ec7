import Foundation

/// How large a share of deliveries had begun to arrive after how long: a curve on a logarithmic scale.
struct DelayPlot {
    private let delays: Distribution
    private static let size = (width: 640.0, height: 320.0)
    private static let frame = (left: 56.0, right: 620.0, top: 16.0, bottom: 272.0)
    /// Seconds at the ends of the scale.
    private static let scale = (least: 0.001, most: 10.0)

    init(_ delays: Distribution) { self.delays = delays }

    var svg: String {
        let curve = stride(from: 0.0, through: 1.0, by: 0.002).map { "\(x(delays.quantile($0))),\(y($0))" }.joined(separator: " ")
        let marks = [0.001, 0.01, 0.1, 1, 10].map { seconds in
            """
            <line x1="\(x(seconds))" y1="\(Self.frame.top)" x2="\(x(seconds))" y2="\(Self.frame.bottom)" stroke="#ddd"/>
            <text x="\(x(seconds))" y="\(Self.frame.bottom + 18)" text-anchor="middle">\(seconds < 1 ? "\(Int(seconds * 1000)) ms" : "\(Int(seconds)) s")</text>
            """
        }
        let shares = [0, 0.5, 0.9, 0.99, 1].map { share in
            """
            <line x1="\(Self.frame.left)" y1="\(y(share))" x2="\(Self.frame.right)" y2="\(y(share))" stroke="#eee"/>
            <text x="\(Self.frame.left - 6)" y="\(y(share) + 4)" text-anchor="end">\(share == 1 ? "" : "\(Int(share * 100)) %")</text>
            """
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.size.width) \(Self.size.height)" font-family="sans-serif" font-size="12">
            <title>Share of deliveries to healthy endpoints that had begun to arrive, by time since the commit</title>
            <rect width="100%" height="100%" fill="#fff"/>
            \((marks + shares).joined(separator: "\n"))
            <polyline points="\(curve)" fill="none" stroke="#1f6feb" stroke-width="2"/>
            <text x="\((Self.frame.left + Self.frame.right) / 2)" y="\(Self.size.height - 8)" text-anchor="middle">from commit to the first byte at a healthy endpoint</text>
            </svg>

            """
    }

    private func x(_ seconds: Double) -> Double {
        let clamped = min(max(seconds, Self.scale.least), Self.scale.most)
        let share = log10(clamped / Self.scale.least) / log10(Self.scale.most / Self.scale.least)
        return ((Self.frame.left + share * (Self.frame.right - Self.frame.left)) * 10).rounded() / 10
    }

    private func y(_ share: Double) -> Double {
        ((Self.frame.bottom - share * (Self.frame.bottom - Self.frame.top)) * 10).rounded() / 10
    }
}
