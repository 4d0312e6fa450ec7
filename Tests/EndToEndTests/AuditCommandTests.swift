import Foundation
import Testing

extension EndToEndTests {
    @Suite("the audit log on the command line")
    struct AuditCommandTests {
        @Test("a server seals what commands wrote within moments; it is listed, exported and found intact, and a change by hand is found")
        func log() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                _ = try installation.serve()
                func verify(_ more: String...) throws -> (status: Int32, report: [String: Any]) {
                    let outcome = try Program.run(
                        Program.symbolon, ["audit", "verify", "--tenant", "xref", "--json"] + more, environment: installation.settings)
                    return (outcome.status, try #require(try outcome.list().first))
                }
                #expect(try eventually { try verify().report["waiting"] as? Int == 0 })
                let intact = try verify()
                #expect(intact.status == 0)
                #expect(intact.report["intact"] as? Bool == true)
                let head = try #require(intact.report["head"] as? String)
                let checked = try #require(intact.report["checked"] as? Int)
                #expect(checked >= 4 && head.hasPrefix("\(checked):"))

                let listed = try installation.command(
                    "audit", "list", "--tenant", "xref", "--action", "platform.registered", "--since", "1h", "--json"
                ).list()
                #expect(listed.count == 1 && listed.first?["number"] as? Int != nil)
                let id = try #require(listed.first?["id"] as? String)
                #expect(try installation.command("audit", "show", id, "--tenant", "xref").output.contains("platform.registered"))
                #expect(try installation.command("audit", "list", "--tenant", "xref").output.contains("account.created"))

                let exported = try installation.command("audit", "export", "--tenant", "xref").output
                #expect(exported.split(separator: "\n").count == checked)
                let file = installation.folder.file("audit.jsonl")
                #expect(
                    try installation.command("audit", "export", "--tenant", "xref", "--output", file).output
                        == "Wrote \(checked) entries to \(file).\n")
                #expect(TemporaryFolder.text(file) == exported)
                #expect(try installation.run("audit", "export", "--tenant", "xref", "--output", file).status == 2)

                #expect(try verify("--expect-head", head).status == 0)
                #expect(try verify("--expect-head", "\(checked + 1)\(head.drop { $0 != ":" })").status == 1)
                #expect(try installation.run("audit", "verify", "--expect-head", head).status == 64)
                #expect(try installation.run("audit", "verify", "--tenant", "xref", "--expect-head", "9").status == 64)

                try installation.sql("UPDATE audit_entry SET actor_id = 'somebody else' WHERE id = '\(id)'")
                let broken = try verify()
                #expect(broken.status == 1)
                let finding = try #require((broken.report["findings"] as? [[String: Any]])?.first)
                #expect(finding["kind"] as? String == "altered" && finding["entry_id"] as? String == id)
                let told = try installation.run("audit", "verify")
                #expect(told.status == 1)
                #expect(told.output.contains("entry \(id) at number"))
            }
        }

        @Test("without a server a command seals")
        func seal() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                let before = try #require(try installation.command("audit", "verify", "--json").list().first)
                #expect(before["waiting"] as? Int ?? 0 > 0 && before["head"] is NSNull)
                let state = try installation.command("audit", "seal", "--tenant", "xref", "--json").object()
                #expect(state["waiting"] as? Int == 0)
                let after = try #require(try installation.command("audit", "verify", "--json").list().first)
                #expect(after["head"] as? String == state["head"] as? String)
            }
        }
    }
}
