import Model
import Storage

/// How large the tables are, and what in them is over and waits to be taken away.
struct TableExamination {
    let storage: Storage
    let retention: Duration

    /// Of one table so many slices are looked at, whatever there is.
    private static let mostSlices = 200

    func run() async throws -> [TableReport] {
        let (sizes, tenants) = try await storage.registry { stores in
            (try stores.tableSizes.all(), try stores.tenants.all().map(\.id))
        }
        var over: [SweptTable: (count: Int, isWhole: Bool)] = [:]
        for table in SweptTable.allCases {
            var (count, slices) = (0, 0)
            for tenant in tenants where slices < Self.mostSlices {
                var place: SweepPlace?
                repeat {
                    let (retention, last) = (retention, place)
                    let sweep = try await storage.transaction(tenant: tenant) { stores in
                        try stores.sweeps.count(table, after: last, SweepTimes(present: stores.clock.read(), retention: retention))
                    }
                    count += sweep.over
                    if sweep.seen > 0 { slices += 1 }
                    place = sweep.isFull ? sweep.place : nil
                } while place != nil && slices < Self.mostSlices
            }
            over[table] = (count, slices < Self.mostSlices)
        }
        return sizes.map { size in
            let waiting = SweptTable(rawValue: size.name).flatMap { over[$0] }
            return TableReport(size: size, over: waiting?.count, isWhole: waiting?.isWhole ?? true)
        }
    }
}

/// One table, as an operator is told of it.
struct TableReport {
    let size: TableSize
    /// How many rows wait for the janitor. `nil`: none is ever taken from it.
    let over: Int?
    /// Whether all of its rows were looked at.
    let isWhole: Bool

    var fields: [Field] {
        [
            Field("table", .text(size.name)), Field("estimated_rows", size.estimatedRows.map { .number($0) } ?? .text(nil)),
            Field("bytes", .number(size.bytes)), Field("index_bytes", .number(size.indexBytes)),
            Field("over", over.map { .number($0) } ?? .text(nil)), Field("over_is_at_least", .flag(!isWhole)),
        ]
    }

    var shortFields: [Field] {
        [
            Field("table", .text(size.name)), Field("rows", .text(size.estimatedRows.map { "~\($0)" })),
            Field("size", .text(Self.text(size.bytes))), Field("indexes", .text(Self.text(size.indexBytes))),
            Field("over", .text(over.map { isWhole ? "\($0)" : "\($0)+" })),
        ]
    }

    private static func text(_ bytes: Int) -> String {
        switch bytes {
        case ..<10_240: "\(bytes) B"
        case ..<10_485_760: "\(bytes / 1_024) KiB"
        case ..<10_737_418_240: "\(bytes / 1_048_576) MiB"
        default: "\(bytes / 1_073_741_824) GiB"
        }
    }
}
