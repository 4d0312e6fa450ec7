import Foundation

/// What was measured, as a table for people and a plot.
struct WebhookReport {
    struct Throughput {
        let deliveries: Int
        let arrived: Int
        let perSecond: Double
        let bare: Double
        let duplicates: Int
    }

    struct Isolation {
        let endpoints: Int
        let rate: Int
        let seconds: Int
        let healthy: Int
        let arrived: Int
        let delays: Distribution
        let duplicates: Int
        let mebibytes: Int
        let files: Int
    }

    struct Kills {
        let kills: Int
        let committed: Int
        let arrived: Int
        let duplicates: Int
    }

    var throughput: Throughput?
    var isolation: Isolation?
    var kills: Kills?

    func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try table.write(toFile: folder + "/webhooks.md", atomically: true, encoding: .utf8)
        if let isolation {
            let plot = DelayPlot(
                title: "Share of deliveries to healthy endpoints that had begun to arrive, by time since the commit",
                axis: "from commit to the first byte at a healthy endpoint", [("deliveries", isolation.delays)])
            try plot.svg.write(toFile: folder + "/webhook-delays.svg", atomically: true, encoding: .utf8)
        }
        print(table)
    }

    private var table: String {
        var rows = ["| what | figure |", "|---|---|"]
        func row(_ what: String, _ figure: String) { rows.append("| \(what) | \(figure) |") }
        if let throughput {
            row(
                "deliveries a second, of \(throughput.deliveries) waiting for 500 endpoints, against the client alone",
                "**\(text(throughput.perSecond / throughput.bare, 2))** (\(text(throughput.perSecond, 0)) of \(text(throughput.bare, 0)))")
            row("of these lost, and sent twice", "\(throughput.deliveries - throughput.arrived), \(throughput.duplicates)")
        }
        if let isolation {
            let delays = isolation.delays
            row(
                "from commit to the first byte at a healthy endpoint, \(isolation.rate) events a second for \(isolation.seconds) s, "
                    + "\(isolation.endpoints) endpoints of which 10 % hang, 5 % drip, 5 % answer 500, 2 % never end, 1 % reset",
                "p50 **\(milliseconds(delays.quantile(0.5)))**, p99 **\(milliseconds(delays.quantile(0.99)))**, most \(milliseconds(delays.quantile(1)))"
            )
            row(
                "of \(isolation.healthy) for healthy endpoints lost, and sent twice",
                "\(isolation.healthy - isolation.arrived), \(isolation.duplicates)")
            row("the server's memory at its highest, and its open files at the end", "\(isolation.mebibytes) MiB, \(isolation.files)")
        }
        if let kills {
            row(
                "of \(kills.committed) events committed while the server was killed \(kills.kills) times, lost",
                "**\(kills.committed - kills.arrived)**")
            row(
                "of these sent twice",
                "\(kills.duplicates) (\(text(100 * Double(kills.duplicates) / Double(max(1, kills.committed)), 2)) %)")
        }
        return rows.joined(separator: "\n") + "\n"
    }

    private func milliseconds(_ seconds: Double) -> String { "\(text(seconds * 1000, 0)) ms" }

    private func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
