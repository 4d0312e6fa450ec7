import Foundation

/// How large a share of something had come after how long: curves on a logarithmic scale.
struct DelayPlot {
    private let title: String
    private let axis: String
    private let curves: [(name: String, delays: Distribution)]
    /// Seconds at the ends of the scale.
    private let scale: (least: Double, most: Double)
    private static let size = (width: 640.0, height: 320.0)
    private static let frame = (left: 56.0, right: 620.0, top: 16.0, bottom: 272.0)
    private static let colours = ["#1f6feb", "#8c959f", "#bf3989"]

    /// `least` and `most` are powers of ten, in seconds.
    init(title: String, axis: String, _ curves: [(name: String, delays: Distribution)], least: Double = 0.001, most: Double = 10) {
        self.title = title
        self.axis = axis
        self.curves = curves
        scale = (least, most)
    }

    var svg: String {
        let decades = Int(log10(scale.most / scale.least).rounded())
        let marks = (0...decades).map { scale.least * pow(10, Double($0)) }.map { seconds in
            """
            <line x1="\(x(seconds))" y1="\(Self.frame.top)" x2="\(x(seconds))" y2="\(Self.frame.bottom)" stroke="#ddd"/>
            <text x="\(x(seconds))" y="\(Self.frame.bottom + 18)" text-anchor="middle">\(Self.name(seconds))</text>
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
            <title>\(title)</title>
            <rect width="100%" height="100%" fill="#fff"/>
            \((marks + shares + curves.indices.map(curve)).joined(separator: "\n"))
            <text x="\((Self.frame.left + Self.frame.right) / 2)" y="\(Self.size.height - 8)" text-anchor="middle">\(axis)</text>
            </svg>

            """
    }

    /// With its name, where there are several.
    private func curve(_ number: Int) -> String {
        let (name, delays) = curves[number]
        let colour = Self.colours[number % Self.colours.count]
        let points = stride(from: 0.0, through: 1.0, by: 0.002).map { "\(x(delays.quantile($0))),\(y($0))" }.joined(separator: " ")
        let line = #"<polyline points="\#(points)" fill="none" stroke="\#(colour)" stroke-width="2"/>"#
        guard curves.count > 1 else { return line }
        let place = Self.frame.bottom - 12 - Double(number) * 18
        return line + "\n" + #"<text x="\#(Self.frame.right - 4)" y="\#(place)" text-anchor="end" fill="\#(colour)">\#(name)</text>"#
    }

    private static func name(_ seconds: Double) -> String {
        if seconds > 0.99 { return "\(Int(seconds.rounded())) s" }
        return seconds > 0.00099 ? "\(Int((seconds * 1000).rounded())) ms" : String(format: "%g ms", seconds * 1000)
    }

    private func x(_ seconds: Double) -> Double {
        let clamped = min(max(seconds, scale.least), scale.most)
        let share = log10(clamped / scale.least) / log10(scale.most / scale.least)
        return ((Self.frame.left + share * (Self.frame.right - Self.frame.left)) * 10).rounded() / 10
    }

    private func y(_ share: Double) -> Double {
        ((Self.frame.bottom - share * (Self.frame.bottom - Self.frame.top)) * 10).rounded() / 10
    }
}
