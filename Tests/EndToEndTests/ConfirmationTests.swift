import Foundation
import Testing

extension EndToEndTests {
    @Suite("confirmation")
    struct ConfirmationTests {
        @Test("a verb that ends something does nothing without --yes where nobody can be asked, and says what to add")
        func refusal() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let id = UUID().uuidString
                for words in [
                    ["tenant", "disable", "xref"], ["tenant", "host", "remove", "x.example", "--tenant", "xref"],
                    ["account", "disable", "first", "--tenant", "xref"], ["user", "disable", "ada@first.example", "--tenant", "xref"],
                    ["user", "leave", "ada@first.example", "--tenant", "xref", "--account", "first"],
                    ["platform", "disable", partner.clientID, "--tenant", "xref"],
                    ["platform", "secret", "disable", partner.clientID, "--tenant", "xref", "--secret", id],
                    ["platform", "scope", "set", partner.clientID, "--tenant", "xref", "--rule", "*:*"],
                    ["grant", "revoke", id, "--tenant", "xref"], ["key", "revoke", id],
                    ["webhook", "endpoint", "disable", id, "--tenant", "xref"], ["webhook", "endpoint", "delete", id, "--tenant", "xref"],
                    ["migrate", "down", "--to", "0"],
                ] {
                    let outcome = try Program.run(Program.symbolon, words, environment: installation.settings)
                    #expect(outcome.status == 64, "\(words): \(outcome.all)")
                    #expect(outcome.errors.contains("--yes"), "\(words): \(outcome.errors)")
                }
                #expect(try installation.command("tenant", "list", "--json").list().allSatisfy { $0["disabled_at"] is NSNull })
            }
        }

        @Test("at a terminal it asks, does it after yes, and nothing after anything else", arguments: ["n", "", "maybe", "y", "YES"])
        func asking(answer: String) throws {
            try Installation.ready { installation in
                try installation.command("tenant", "create", "xref", "--name", "Xref", "--dialect", "xref")
                let terminal = try Terminal()
                defer { terminal.close() }
                let (output, errors) = (installation.folder.file("output"), installation.folder.file("errors"))
                let process = try Program.start(
                    Program.symbolon, ["tenant", "disable", "xref"], environment: installation.settings, output: output, errors: errors,
                    input: terminal.path)
                terminal.type(answer + "\n")
                #expect(Program.wait(for: process, seconds: 60))
                #expect(TemporaryFolder.text(errors).contains("Disable the tenant xref?"))
                let agreed = answer.lowercased().hasPrefix("y")
                #expect(process.terminationStatus == (agreed ? 0 : 1))
                if !agreed { #expect(TemporaryFolder.text(errors).contains("nothing was changed")) }
                let tenant = try #require(try installation.command("tenant", "list", "--json").list().first)
                #expect((tenant["disabled_at"] is String) == agreed)
            }
        }
    }
}
