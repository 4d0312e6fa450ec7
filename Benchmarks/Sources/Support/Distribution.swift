/// Numbers in order, and what lies below them.
struct Distribution {
    let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    /// `fraction` from 0 to 1.
    func quantile(_ fraction: Double) -> Double {
        guard let last = sorted.indices.last else { return .nan }
        return sorted[min(last, Int((Double(sorted.count) * fraction).rounded(.down)))]
    }
}

extension Distribution {
    var median: Double { quantile(0.5) }
}
