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
                    try installation.command("user", "leave", "ada@first.example", "--tenant", "xref", "--account", "twelve").status == 0)
                #expect(installation.isRefused("user", "leave", "ada@first.example", "--tenant", "xref", "--account", "twelve"))

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
                            Program.symbolon, words + [verb, subject, "--tenant", "xref"], environment: installation.settings)
                        #expect(outcome.status == 0)
                        #expect(outcome.output == "\(subject) is \(verb)d.\n")
                    }
                    let list = try Program.run(
                        Program.symbolon, words + ["list", "--tenant", "xref", "--json"], environment: installation.settings)
                    #expect(try list.list().contains { $0["disabled_at"] is String })
                }
                for verb in ["disable", "enable"] {
                    #expect(try installation.command("tenant", verb, "other").output == "other is \(verb)d.\n")
                }
                #expect(try installation.command("tenant", "disable", "other", "--json").object().isEmpty)
            }
        }

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
                #expect(try set("--password-stdin", input: "short\n") == 1)
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

                let table = try installation.command(
                    "platform", "secret", "add", partner.clientID, "--tenant", "xref", "--expires-in-days", "30")
                #expect(table.output.contains("client_secret"))
                let third = try #require(table.output.firstMatch(of: /client_secret\s+(\S+)/)?.1)
                installation.secrets.add(String(third))
                #expect(try status(of: String(third)) == 200)
                try installation.sql("UPDATE platform_secret SET expires_at = clock_timestamp() WHERE expires_at IS NOT NULL")
                #expect(try status(of: String(third)) == 401)

                let listed = try installation.command("platform", "secret", "list", partner.clientID, "--tenant", "xref", "--json").list()
                #expect(listed.count == 3)
                #expect(listed.allSatisfy { $0["client_secret"] == nil })
                #expect(
                    !(try installation.command("platform", "secret", "list", partner.clientID, "--tenant", "xref").output.contains(second)))
                let first = try #require(
                    listed.first { $0["id"] as? String != added["id"] as? String && $0["expires_at"] is NSNull }?["id"] as? String)
                #expect(
                    try installation.command("platform", "secret", "disable", partner.clientID, "--tenant", "xref", "--secret", first)
                        .output
                        == "The secret is disabled.\n")
                #expect(try status(of: partner.secret) == 401)
                #expect(try status(of: second) == 200)
                #expect(installation.isRefused("platform", "secret", "disable", partner.clientID, "--tenant", "xref", "--secret", first))
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
                #expect(try installation.command("key", "revoke", id).output == "The key is revoked.\n")
                #expect(try installation.command("key", "list", "--json").list().contains { $0["revoked_at"] is String })
                #expect(installation.isRefused("key", "revoke", id))
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
                #expect(installation.isRefused("key", "file", installation.folder.file("other"), "--id", "Not An Id"))
                #expect(!FileManager.default.fileExists(atPath: installation.folder.file("other")))
            }
        }

        @Test("wrong usage ends with 64 and says what is right; what does not exist ends with 1 and is named")
        func exitCodes() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                for words in [
                    ["nonsense"], ["tenant", "create"], ["tenant", "create", "new", "--name", "New"], ["account", "list"],
                    ["platform", "secret", "add", "x", "--tenant", "xref", "--expires-in-days", "0"],
                    ["platform", "secret", "disable", "x", "--tenant", "xref", "--secret", "no-id"], ["key", "revoke", "no-id"],
                    ["user", "list", "--tenant", "xref", "--yaml"], ["migrate", "down"], ["serve", "--port", "1"],
                ] {
                    let outcome = try Program.run(Program.symbolon, words, environment: installation.settings)
                    #expect(outcome.status == 64, "\(words): \(outcome.all)")
                    #expect(outcome.errors.contains("Usage:"), "\(words): \(outcome.errors)")
                }
                for (words, named) in [
                    (["account", "list", "--tenant", "nobody"], "nobody"), (["tenant", "disable", "nobody"], "nobody"),
                    (["account", "disable", "nobody", "--tenant", "xref"], "nobody"),
                    (["user", "disable", "nobody@first.example", "--tenant", "xref"], "nobody@first.example"),
                    (["platform", "disable", "nobody", "--tenant", "xref"], "nobody"),
                    (["platform", "secret", "list", "nobody", "--tenant", "xref"], "nobody"),
                    (["user", "join", "ada@first.example", "--tenant", "xref", "--account", "nobody"], "nobody"),
                    (["key", "create", "--name", "x", "--tenant", "nobody"], "nobody"),
                    (["tenant", "create", "xref", "--name", "Again", "--dialect", "xref"], "xref"),
                    (["tenant", "create", "new", "--name", "New", "--dialect", "klingon"], "dialect"),
                    (["tenant", "create", "Not A Slug", "--name", "New", "--dialect", "xref"], "slug"),
                    (["account", "create", "--tenant", "xref", "--name", "Again", "--id", "first"], "first"),
                    (["user", "create", "--tenant", "xref", "--email", "Ada@First.example"], "first.example"),
                    (["user", "create", "--tenant", "xref", "--email", "no address"], "email"),
                    (["platform", "create", "--tenant", "xref", "--name", "P", "--redirect-uri", "javascript:alert(1)"], "redirect-uri"),
                    (["demo", "partner", "--file", "/nowhere/demo.json"], "/nowhere/demo.json"),
                ] {
                    let outcome = try Program.run(Program.symbolon, words, environment: installation.settings)
                    #expect(outcome.status == 1, "\(words): \(outcome.all)")
                    #expect(outcome.errors.lowercased().contains(named), "\(words): \(outcome.errors)")
                    #expect(outcome.output.isEmpty)
                }
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
    /// Whether a command ends with exit code 1 and says why.
    fileprivate func isRefused(_ arguments: String...) -> Bool {
        guard let outcome = try? Program.run(Program.symbolon, arguments, environment: settings) else { return false }
        return outcome.status == 1 && outcome.errors.hasPrefix("symbolon: ")
    }
}
