import Foundation
import Testing

extension EndToEndTests {
    @Suite("the command line")
    struct CommandTests {
        @Test("tenants, accounts, people and platforms are made, listed, put to sleep and woken, as tables and as JSON")
        func entities() throws {
            try Installation.ready { installation in
                #expect(try installation.command("tenant", "list").output == "There are no tenants.\n")
                #expect(try installation.command("tenant", "list", "--json").list().isEmpty)
                let tenant = try installation.command("tenant", "create", "xref", "--name", "Xref", "--dialect", "xref", "--json").object()
                #expect(
                    Set(tenant.keys) == [
                        "slug", "name", "dialect", "public_url", "sandbox", "grant_subject", "refresh_grace", "sso_token_lifetime",
                        "storefront_url", "created_at", "disabled_at",
                    ])
                #expect(tenant["disabled_at"] is NSNull)
                #expect(tenant["sandbox"] as? Bool == false)
                let table = try installation.command(
                    "tenant", "create", "other", "--name", "Other", "--dialect", "xref", "--sandbox", "--public-url",
                    "https://other.example")
                #expect(table.output.contains("https://other.example"))
                #expect(try installation.command("tenant", "list").output.split(separator: "\n").count == 3)

                let account = try installation.command("account", "create", "--tenant", "xref", "--name", "First", "--json").object()
                let id = try #require(account["id"] as? String)
                #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
                #expect(
                    try installation.command("account", "create", "--tenant", "xref", "--name", "Zwölf", "--id", "twelve").output.contains(
                        "Zwölf"))
                #expect(try installation.command("account", "list", "--tenant", "xref", "--json").list().count == 2)
                #expect(try installation.command("account", "list", "--tenant", "other").output == "There are no accounts.\n")

                try installation.addPerson("ada@first.example", to: [id, "twelve"])
                #expect(try installation.command("user", "list", "--tenant", "xref").output.contains("ada@first.example"))
                #expect(try installation.command("user", "list", "--tenant", "other", "--json").list().isEmpty)
                #expect(
                    try installation.command("user", "leave", "ada@first.example", "--tenant", "xref", "--account", "twelve", "--yes")
                        .status == 0)
                #expect(
                    installation.isRefused(
                        "user", "leave", "ada@first.example", "--tenant", "xref", "--account", "twelve", "--yes", as: [2, 3]))

                let platform = try installation.command(
                    "platform", "create", "--tenant", "xref", "--name", "Partner", "--redirect-uri", "https://partner.example/callback",
                    "--description", "A partner.", "--url", "https://partner.example", "--json"
                ).object()
                let clientID = try #require(platform["client_id"] as? String)
                installation.secrets.add(try #require(platform["client_secret"] as? String))
                #expect(platform["redirect_uris"] as? [String] == ["https://partner.example/callback"])
                #expect(platform["webhook_secret"] == nil)
                let listed = try installation.command("platform", "list", "--tenant", "xref", "--json").list()
                #expect(listed.count == 1)
                #expect(listed[0]["client_secret"] == nil)
                #expect(try installation.command("platform", "list", "--tenant", "xref").output.contains(clientID))

                for (words, subject) in [
                    (["account"], id), (["user"], "ada@first.example"), (["platform"], clientID),
                ] {
                    for verb in ["disable", "enable", "disable"] {
                        let outcome = try Program.run(
                            Program.symbolon, words + [verb, subject, "--tenant", "xref"] + Self.yes(verb),
                            environment: installation.settings)
                        #expect(outcome.status == 0)
                        #expect(outcome.output == "\(subject) is \(verb)d.\n")
                    }
                    let list = try Program.run(
                        Program.symbolon, words + ["list", "--tenant", "xref", "--json"], environment: installation.settings)
                    #expect(try list.list().contains { $0["disabled_at"] is String })
                }
                for verb in ["disable", "enable"] {
                    #expect(
                        try Program.run(Program.symbolon, ["tenant", verb, "other"] + Self.yes(verb), environment: installation.settings)
                            .output == "other is \(verb)d.\n")
                }
                let said = try installation.command("tenant", "disable", "other", "--yes", "--json").object()
                #expect(said as? [String: String] == ["message": "other is disabled."])
            }
        }

        /// What a verb that ends something needs besides, where nobody can be asked.
        static func yes(_ verb: String) -> [String] { verb == "disable" ? ["--yes"] : [] }

        @Test("passwords come from standard input or a file, must be long enough, and never stand among the arguments")
        func passwords() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                func signsIn(_ password: String) throws -> Bool {
                    try installation.visitor(of: server).consent(to: partner, email: "ada@first.example", password: password)
                        .body.contains("Connect")
                        && installation.visitor(of: server).consent(to: partner, email: "ada@first.example", password: password)
                            .body.contains(#"name="decision""#)
                }
                #expect(try signsIn(Installation.password))
                let second = "another password nobody would guess"
                installation.secrets.add(second)
                let file = try installation.folder.write(second + "\n", to: "password")
                let said = try installation.command("user", "password", "ada@first.example", "--tenant", "xref", "--password-file", file)
                #expect(said.output == "The password of ada@first.example is set.\n")
                #expect(try signsIn(second))
                #expect(try !signsIn(Installation.password))

                let third = "a third password nobody would guess"
                installation.secrets.add(third)
                let words = ["user", "password", "ada@first.example", "--tenant", "xref"]
                func set(_ more: String..., input: String? = nil) throws -> Int32 {
                    try Program.run(Program.symbolon, words + more, environment: installation.settings, input: input).status
                }
                #expect(try set("--password-stdin", input: third + "\n") == 0)
                #expect(try signsIn(third))
                #expect(try set("--password-stdin", input: "short\n") == 2)
                #expect(try set("--password-stdin", "--password-file", file, input: third) == 64)
                #expect(try set() == 64)
                #expect(try set("--password", third) == 64)
                #expect(try set("--password-stdin", input: "") == 64)
                #expect(try set("--password-file", installation.folder.file("none")) == 64)
                #expect(try signsIn(third))
            }
        }

        @Test("a further client secret works beside the first, an expired or disabled one does not")
        func secrets() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                func status(of secret: String) throws -> Int {
                    let code = try ada.code(for: partner, email: "ada@first.example", password: Installation.password)
                    installation.secrets.add(code)
                    return try ada.exchange(code, by: partner, secret: secret).status
                }
                let words = ["platform", "secret", "add", partner.clientID, "--tenant", "xref", "--json"]
                let added = try Program.run(Program.symbolon, words, environment: installation.settings).object()
                let second = try #require(added["client_secret"] as? String)
                installation.secrets.add(second)
                #expect(try status(of: partner.secret) == 200)
                #expect(try status(of: second) == 200)

                func list() throws -> [[String: Any]] {
                    try installation.command("platform", "secret", "list", partner.clientID, "--tenant", "xref", "--json").list()
                }
                let third = ["platform", "secret", "add", partner.clientID, "--tenant", "xref", "--expires-in-days", "30"]
                // Two may live.
                #expect(installation.isRefused(third, as: [2]))
                let first = try #require(try list().first { $0["id"] as? String != added["id"] as? String }?["id"] as? String)
                let disable = ["platform", "secret", "disable", partner.clientID, "--tenant", "xref", "--yes", "--secret"]
                for _ in 0..<2 {
                    #expect(
                        try Program.run(Program.symbolon, disable + [first], environment: installation.settings).output
                            == "The secret is disabled.\n")
                }
                #expect(try status(of: partner.secret) == 401)
                #expect(try status(of: second) == 200)
                #expect(installation.isRefused(disable + ["00000000-0000-4000-8000-000000000000"], as: [3]))

                let table = try Program.run(Program.symbolon, third, environment: installation.settings)
                let value = String(try #require(table.output.firstMatch(of: /client_secret\s+(\S+)/)?.1))
                installation.secrets.add(value)
                #expect(try status(of: value) == 200)
                #expect(try list().count { $0["last_used_at"] is String } == 3)
                try installation.sql("UPDATE platform_secret SET expires_at = clock_timestamp() WHERE expires_at IS NOT NULL")
                #expect(try status(of: value) == 401)

                let listed = try list()
                #expect(listed.count == 3)
                #expect(listed.allSatisfy { $0["client_secret"] == nil })
                #expect(
                    !(try installation.command("platform", "secret", "list", partner.clientID, "--tenant", "xref").output.contains(second)))
            }
        }

        @Test("a platform is shown, changed with a preview, revoked and deleted")
        func platformLife() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                let made = try installation.command(
                    "platform", "create", "--tenant", "xref", "--name", "Second", "--redirect-uri", "https://partner.example/cb", "--json"
                ).object()
                let clientID = try #require(made["client_id"] as? String)
                installation.secrets.add(try #require(made["client_secret"] as? String))
                let place = [clientID, "--tenant", "xref"]
                func run(_ verb: String, _ words: [String] = []) throws -> Outcome {
                    try Program.run(Program.symbolon, ["platform", verb] + place + words, environment: installation.settings)
                }
                let shown = try run("show", ["--json"]).object()
                #expect((shown["secrets"] as? [[String: Any]])?.count == 1)
                #expect(shown["client_secret"] == nil)
                let preview = try run("preview", ["--name", "Renamed", "--json"]).object()
                #expect((preview["changes"] as? [[String: Any]])?.map { $0["member"] as? String } == ["name"])
                #expect(try run("show").output.contains("Second"))
                #expect(try run("edit", ["--name", "Renamed"]).status == 64)
                #expect(try run("edit", ["--yes"]).status == 64)
                #expect(try run("edit", ["--redirect-uri", "javascript:alert(1)", "--yes"]).status == 2)
                #expect(try run("edit", ["--name", "Renamed", "--description", "New", "--yes"]).status == 0)
                #expect(try run("show").output.contains("Renamed"))
                #expect(try run("revoke").status == 64)
                #expect(try run("revoke", ["--yes", "--json"]).object()["grants"] as? Int == 0)
                #expect(try run("delete", ["--preview", "--json"]).object()["secrets"] as? Int == 1)
                #expect(try run("delete").status == 64)
                #expect(try run("delete", ["--yes", "--json"]).object()["secrets"] as? Int == 1)
                for verb in ["show", "enable"] { #expect(try run(verb).status == 3) }
                #expect(try run("delete", ["--yes"]).status == 3)
                #expect(!(try installation.command("platform", "list", "--tenant", "xref").output.contains(clientID)))
            }
        }

        @Test("keys of the management API are shown once, listed without their values, and revoked")
        func keys() throws {
            try Installation.ready { installation in
                try installation.command("tenant", "create", "xref", "--name", "Xref", "--dialect", "xref")
                #expect(try installation.command("key", "list").output == "There are no keys.\n")
                let operators = try installation.command("key", "create", "--name", "ci", "--json").object()
                let key = try #require(operators["key"] as? String)
                installation.secrets.add(key)
                #expect(operators["tenant_id"] is NSNull)
                let table = try installation.command("key", "create", "--name", "xref", "--tenant", "xref", "--expires-in-days", "7")
                installation.secrets.add(String(try #require(table.output.firstMatch(of: /key\s+(\S+)/)?.1)))
                let listed = try installation.command("key", "list", "--json").list()
                #expect(listed.count == 2)
                #expect(listed.allSatisfy { $0["key"] == nil })
                #expect(listed.count { $0["tenant_id"] is String } == 1)
                #expect(!(try installation.command("key", "list").output.contains(key)))
                let id = try #require(operators["id"] as? String)
                #expect(try installation.command("key", "revoke", id, "--yes").output == "The key is revoked.\n")
                #expect(try installation.command("key", "list", "--json").list().contains { $0["revoked_at"] is String })
                #expect(installation.isRefused("key", "revoke", id, "--yes", as: [2, 3]))
            }
        }

        @Test("a key file is written for its owner alone, and one that is there is left alone")
        func keyFile() throws {
            try Installation.bare { installation in
                try installation.makeKeys()
                let before = TemporaryFolder.text(installation.keyFile)
                let mode = try FileManager.default.attributesOfItem(atPath: installation.keyFile)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
                #expect(installation.isRefused("key", "file", installation.keyFile))
                #expect(TemporaryFolder.text(installation.keyFile) == before)
                #expect(installation.isRefused("key", "file", installation.folder.file("other"), "--id", "Not An Id", as: [1]))
                #expect(!FileManager.default.fileExists(atPath: installation.folder.file("other")))
            }
        }

        @Test("every command has help, and the version is told")
        func help() throws {
            var queue: [[String]] = [[]]
            var seen = 0
            while let words = queue.popLast() {
                let outcome = try Program.run(Program.symbolon, words + ["--help"])
                #expect(outcome.status == 0)
                #expect(outcome.output.contains("USAGE: symbolon"))
                seen += 1
                guard let start = outcome.output.range(of: "SUBCOMMANDS:\n") else { continue }
                for line in outcome.output[start.upperBound...].split(separator: "\n") {
                    if let name = line.firstMatch(of: /^  ([a-z-]+)(?: |$)/) { queue.append(words + [String(name.1)]) }
                }
            }
            #expect(seen >= 50)
            #expect(try Program.run(Program.symbolon, ["--version"]).output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        }
    }
}

extension Installation {
    /// Whether a command ends with one of these exit codes and says why.
    fileprivate func isRefused(_ arguments: String..., as statuses: [Int32] = [2]) -> Bool { isRefused(arguments, as: statuses) }

    fileprivate func isRefused(_ arguments: [String], as statuses: [Int32]) -> Bool {
        guard let outcome = try? Program.run(Program.symbolon, arguments, environment: settings) else { return false }
        return statuses.contains(outcome.status) && outcome.errors.hasPrefix("symbolon: ")
    }
}
