import Foundation
import Testing

extension EndToEndTests {
    @Suite("exit codes and errors")
    struct ExitCodeTests {
        @Test("wrong usage ends with 64 and says what is right")
        func usage() throws {
            try Installation.ready { installation in
                for words in [
                    ["nonsense"], ["tenant", "create"], ["tenant", "create", "new", "--name", "New"], ["account", "list"],
                    ["platform", "secret", "add", "x", "--tenant", "xref", "--expires-in-days", "0"],
                    ["platform", "secret", "disable", "x", "--tenant", "xref", "--secret", "no-id", "--yes"],
                    ["key", "revoke", "no-id", "--yes"], ["user", "list", "--tenant", "xref", "--yaml"], ["migrate", "down"],
                    ["serve", "--port", "1"],
                ] {
                    let outcome = try Program.run(Program.symbolon, words, environment: installation.settings)
                    #expect(outcome.status == 64, "\(words): \(outcome.all)")
                    #expect(outcome.errors.contains("Usage:"), "\(words): \(outcome.errors)")
                }
            }
        }

        @Test("what is not acceptable ends with 2 and what does not exist with 3, and each is named")
        func refusals() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                let refused = [
                    (["tenant", "create", "xref", "--name", "Again", "--dialect", "xref"], "xref"),
                    (["tenant", "create", "new", "--name", "New", "--dialect", "klingon"], "dialect"),
                    (["tenant", "create", "Not A Slug", "--name", "New", "--dialect", "xref"], "slug"),
                    (["account", "create", "--tenant", "xref", "--name", "Again", "--id", "first"], "first"),
                    (["user", "create", "--tenant", "xref", "--email", "Ada@First.example"], "first.example"),
                    (["user", "create", "--tenant", "xref", "--email", "no address"], "email"),
                    (["platform", "create", "--tenant", "xref", "--name", "P", "--redirect-uri", "javascript:alert(1)"], "redirect"),
                    (["demo", "partner", "--file", "/nowhere/demo.json"], "/nowhere/demo.json"),
                ]
                let absent = [
                    (["account", "list", "--tenant", "nobody"], "nobody"), (["tenant", "disable", "nobody", "--yes"], "nobody"),
                    (["key", "create", "--name", "x", "--tenant", "nobody"], "nobody"),
                    (["webhook", "endpoint", "show", Self.nothing, "--tenant", "xref"], Self.nothing),
                ]
                let either = [
                    (["account", "disable", "nobody", "--tenant", "xref", "--yes"], "nobody"),
                    (["user", "disable", "nobody@first.example", "--tenant", "xref", "--yes"], "nobody@first.example"),
                    (["platform", "disable", "nobody", "--tenant", "xref", "--yes"], "nobody"),
                    (["platform", "secret", "list", "nobody", "--tenant", "xref"], "nobody"),
                    (["user", "join", "ada@first.example", "--tenant", "xref", "--account", "nobody"], "nobody"),
                ]
                for (statuses, cases) in [([2], refused), ([3], absent), ([2, 3], either)] as [([Int32], [([String], String)])] {
                    for (words, named) in cases {
                        let outcome = try Program.run(Program.symbolon, words, environment: installation.settings)
                        #expect(statuses.contains(outcome.status), "\(words): \(outcome.all)")
                        #expect(outcome.errors.lowercased().contains(named), "\(words): \(outcome.errors)")
                        #expect(outcome.output.isEmpty)
                    }
                }
            }
        }

        private static let nothing = "00000000-0000-4000-8000-000000000000"

        @Test("a database that is away ends with 4, and settings that are missing end with 1")
        func unavailable() throws {
            try Installation.bare { installation in
                try installation.makeKeys()
                let away = try installation.run(
                    "tenant", "list", "--json", with: ["SYMBOLON_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"])
                #expect(away.status == 4, "\(away.all)")
                #expect(try Self.error(in: away)["code"] as? String == "unavailable")
                let unset = try installation.run("tenant", "list", "--json", with: ["SYMBOLON_KEY_FILE": nil])
                #expect(unset.status == 1, "\(unset.all)")
                #expect(try Self.error(in: unset)["code"] as? String == "failed")
            }
        }

        @Test("with --json errors are JSON on standard error, with the field where there is one")
        func json() throws {
            try Installation.ready { installation in
                let refused = try installation.run("tenant", "create", "Not A Slug", "--name", "N", "--dialect", "xref", "--json")
                #expect(refused.status == 2 && refused.output.isEmpty)
                let error = try Self.error(in: refused)
                #expect(error["code"] as? String == "refused" && error["field"] as? String == "slug")
                #expect((error["message"] as? String)?.hasPrefix("slug: ") == true)
                let absent = try installation.run("tenant", "disable", "nobody", "--yes", "--json")
                #expect(absent.status == 3)
                #expect(try Self.error(in: absent)["code"] as? String == "not_found")
                #expect(try Self.error(in: absent)["message"] as? String == "there is no tenant nobody")
                let usage = try installation.run("tenant", "disable", "--json")
                #expect(usage.status == 64)
                #expect(try Self.error(in: usage)["code"] as? String == "usage")
            }
        }

        private static func error(in outcome: Outcome) throws -> [String: Any] {
            let object = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8)) as? [String: Any]
            guard let error = object?["error"] as? [String: Any] else { throw Trouble("no error: \(outcome.errors)") }
            return error
        }
    }
}
