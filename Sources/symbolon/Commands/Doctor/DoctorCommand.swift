import ArgumentParser

/// Says what is wrong with a setup and how to mend it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Look a setup over: configuration, keys, database, schema, the wall between tenants, the queues, and how large the tables are.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let examination = Examination()
        let checks = await examination.run()
        let tables = await examination.tables(checks)
        if output.isJSON {
            output.show([
                Field(
                    "checks",
                    .records(
                        checks.map { [Field("check", .text($0.name)), Field("ok", .flag($0.isGood)), Field("finding", .text($0.finding))] })
                ),
                Field("tables", .records(tables.map(\.fields))),
            ])
        } else {
            for check in checks {
                print(check.isGood ? "ok    " : "WRONG ", check.name, check.finding.map { ": \($0)" } ?? "", separator: "")
            }
            if !tables.isEmpty {
                print("")
                output.list(tables.map(\.shortFields), empty: "")
            }
        }
        guard checks.allSatisfy(\.isGood) else { throw ExitCode.failure }
    }
}
