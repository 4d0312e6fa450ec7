import ArgumentParser

/// Says what is wrong with a setup and how to mend it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look a setup over: configuration, keys, database, schema, the wall between tenants, the queue.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let checks = await Examination().run()
        if output.isJSON {
            output.list(
                checks.map { [Field("check", .text($0.name)), Field("ok", .flag($0.isGood)), Field("finding", .text($0.finding))] },
                empty: "")
        } else {
            for check in checks {
                print(check.isGood ? "ok    " : "WRONG ", check.name, check.finding.map { ": \($0)" } ?? "", separator: "")
            }
        }
        guard checks.allSatisfy(\.isGood) else { throw ExitCode.failure }
    }
}
