import ArgumentParser

/// A span of time as people type it: `30m`, `2h`, `7d`.
struct Span: ExpressibleByArgument, Sendable {
    let duration: Duration

    init?(argument: String) {
        guard let parts = argument.wholeMatch(of: /([0-9]{1,6})([smhd])/), let number = Int(parts.1) else { return nil }
        let unit =
            switch parts.2 {
            case "d": 86_400
            case "h": 3_600
            case "m": 60
            default: 1
            }
        duration = .seconds(number * unit)
    }
}
