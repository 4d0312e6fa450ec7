/// Spreads what would otherwise happen everywhere at once; it decides nothing that is kept.
enum Jitter {
    /// From 0 up to 1.
    static func fraction() -> Double {
        var generator = SystemRandomNumberGenerator()
        return Double(generator.next() >> 11) / Double(1 << 53)
    }
}
