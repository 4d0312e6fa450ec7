import ArgumentParser
import Broker
import Foundation
import Model

/// Checks the audit log against its seals.
struct AuditVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that nobody removed, altered or put in an entry.",
        discussion: """
            Exit codes: 0 all is as it was sealed, 1 it is not, or it could not be checked. What waits to be sealed is reported and is no finding.
            Keep the head that is printed somewhere else: given back by --expect-head, it proves that nothing was taken from the end.
            """)

    @Option(name: .customLong("tenant"), help: "The slug of the one tenant to check; all of them if left out.") var slug: String?
    @Option(
        help: ArgumentHelp("A head that was printed earlier; needs --tenant.", valueName: "number:hash"),
        transform: { text in
            guard let head = AuditHead(text: text) else { throw ValidationError("must be a head as `symbolon audit verify` prints it") }
            return head
        }) var expectHead: AuditHead?
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if expectHead != nil, slug == nil { throw ValidationError("--expect-head needs --tenant: each tenant has a chain of its own") }
    }

    func run(_ engine: Engine) async throws {
        let tenants =
            if let slug { [try await FindTenant(engine: engine)(slug: slug)] } else { try await Listing(engine: engine).tenants() }
        var reports: [(Tenant, AuditReport)] = []
        for tenant in tenants {
            let total = try await ReadAuditLog(engine: engine).state(of: tenant).head?.number
            let progress = Progress("entries of \(tenant.slug) checked", total: total, progress)
            let report = try await VerifyAuditLog(engine: engine)(tenant, expected: expectHead) { checked, _ in progress.reached(checked) }
            progress.finish()
            if !output.isJSON { show(report, of: tenant) }
            reports.append((tenant, report))
        }
        if output.isJSON {
            output.list(
                reports.map { tenant, report in fields(report, of: tenant) + [Field("findings", .records(findings(report)))] }, empty: "")
        }
        guard reports.allSatisfy(\.1.isIntact) else { throw ExitCode.failure }
    }

    private func show(_ report: AuditReport, of tenant: Tenant) {
        output.show(fields(report, of: tenant))
        for finding in report.findings { print("- \(finding)") }
        if report.findingCount > report.findings.count { print("- and \(report.findingCount - report.findings.count) more") }
        print("")
    }

    private func fields(_ report: AuditReport, of tenant: Tenant) -> [Field] {
        [Field("tenant", .text(tenant.slug)), Field("intact", .flag(report.isIntact)), Field("checked", .number(report.checked))]
            + auditFields(report.state)
    }

    private func findings(_ report: AuditReport) -> [[Field]] {
        report.findings.map { finding in
            [
                Field("kind", .text(finding.kind.rawValue)),
                Field("first_number", finding.numbers.map { .number($0.lowerBound) } ?? .text(nil)),
                Field("last_number", finding.numbers.map { .number($0.upperBound) } ?? .text(nil)),
                Field("entry_id", .text(finding.entryID?.description)), Field("description", .text(finding.description)),
            ]
        }
    }
}
