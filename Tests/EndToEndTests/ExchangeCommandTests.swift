import Foundation
import Testing

extension EndToEndTests {
    @Suite("export and import on the command line")
    struct ExchangeCommandTests {
        @Test("a tenant is exported and imported elsewhere; its new secrets go into a file of their own")
        func tenant() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let file = installation.folder.file("export.json")
                #expect(try installation.command("tenant", "export", "xref", "--output", file).output == "Wrote \(file).\n")
                #expect(try installation.command("tenant", "export", "xref").output == TemporaryFolder.text(file))
                #expect(!TemporaryFolder.text(file).contains(partner.secret))
                try installation.command("tenant", "create", "other", "--name", "Other", "--dialect", "xref", "--sandbox")
                let dry = try installation.command("tenant", "import", file, "--tenant", "other", "--dry-run", "--json").object()
                #expect(dry["dry_run"] as? Bool == true)
                #expect(try installation.command("platform", "list", "--tenant", "other", "--json").list().isEmpty)
                let secrets = installation.folder.file("secrets")
                let done = try installation.command("tenant", "import", file, "--tenant", "other", "--secrets", secrets, "--json")
                let lines = TemporaryFolder.text(secrets).split(separator: "\n")
                #expect(lines.count == 1)
                let made = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: String] ?? [:]
                #expect(made["client_id"] == partner.clientID)
                for name in ["client_secret", "webhook_secret"] {
                    let secret = try #require(made[name])
                    installation.secrets.add(secret)
                    #expect(!done.all.contains(secret))
                }
                let mode = try FileManager.default.attributesOfItem(atPath: secrets)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
                let again = try installation.command("tenant", "import", file, "--tenant", "other", "--json").object()
                let kinds = try #require(again["kinds"] as? [[String: Any]])
                #expect(kinds.allSatisfy { $0["created"] as? Int == 0 && $0["updated"] as? Int == 0 })
                let bad = try installation.folder.write(
                    TemporaryFolder.text(file).replacing("http://127.0.0.1:9/callback", with: "javascript:x"), to: "bad.json")
                let refused = try installation.run("tenant", "import", bad, "--tenant", "other", "--json")
                #expect(refused.status == 2)
                #expect(refused.errors.contains("platforms[0].redirect_uris"))
            }
        }

        @Test("grants are imported from CSV and JSON lines, and the old refresh token works at the server")
        func grants() throws {
            try Installation.ready { installation in
                try installation.command("tenant", "create", "xref", "--name", "Standard", "--dialect", "standard", "--sandbox")
                try installation.command("account", "create", "--tenant", "xref", "--name", "First", "--id", "first")
                try installation.addPerson("ada@first.example", to: ["first"])
                for secret in ["old-client-secret", "old-access-token", "old-refresh-token"] { installation.secrets.add(secret) }
                let folder = installation.folder
                let applications = try folder.write(
                    "id,uid,secret,name,redirect_uri,scopes,confidential\n"
                        + "1,app,old-client-secret,\"An \"\"App\"\"\",\"https://a.example/callback\nhttps://b.example/callback\",read write,t\n",
                    to: "applications.csv")
                let owners = try folder.write("owner_id,account_id,email\n7,first,Ada@first.example\n", to: "owners.csv")
                let tokens = try folder.write(
                    #"{"application_id":1,"resource_owner_id":7,"token":"old-access-token","refresh_token":"old-refresh-token","#
                        + #""expires_in":4000000000,"scopes":"read","created_at":"2026-11-01T10:00:00.123456","revoked_at":null}"# + "\n",
                    to: "tokens.jsonl")
                let words = [
                    "grant", "import", "--tenant", "xref", "--from", "doorkeeper", "--applications", applications, "--owners", owners,
                    "--access-tokens", tokens, "--json",
                ]
                func run(_ more: String...) throws -> [String: Any] {
                    let outcome = try Program.run(Program.symbolon, words + more, environment: installation.settings)
                    #expect(outcome.status == 0, "\(outcome.all)")
                    #expect(!outcome.all.contains("old-"))
                    return try outcome.object()
                }
                #expect(try run("--dry-run")["refresh_tokens_imported"] as? Int == 1)
                #expect(try installation.command("grant", "list", "--tenant", "xref", "--json").list().isEmpty)
                let first = try run("--progress")
                #expect(first["grants_created"] as? Int == 1 && first["access_tokens_imported"] as? Int == 1)
                let second = try run()
                #expect(second["grants_created"] as? Int == 0 && second["refresh_tokens_already_there"] as? Int == 1)
                let platform = try #require(try installation.command("platform", "list", "--tenant", "xref", "--json").list().first)
                #expect(platform["name"] as? String == "An \"App\"")
                #expect(platform["redirect_uris"] as? [String] == ["https://a.example/callback", "https://b.example/callback"])

                let server = try installation.serve()
                let visitor = installation.visitor(of: server)
                let answer = try visitor.call(
                    "POST", "/t/xref/oauth/token", headers: [("Content-Type", "application/x-www-form-urlencoded")],
                    body: "grant_type=refresh_token&refresh_token=old-refresh-token&client_id=app&client_secret=old-client-secret")
                #expect(answer.status == 200, "\(answer.body)")
                for match in answer.body.matches(of: /"(?:access|refresh)_token":"([^"]+)"/) { installation.secrets.add(String(match.1)) }
            }
        }

        @Test("a file that is no table is refused with its line")
        func tables() throws {
            try Installation.ready { installation in
                try installation.command("tenant", "create", "xref", "--name", "Standard", "--dialect", "standard")
                let folder = installation.folder
                let header = "id,uid,secret,name,redirect_uri,scopes,confidential\n"
                for (text, place) in [
                    (header + "1,2\n", "applications line 2"), (header + "1,\"open\n", "line 2"), (header + "1,a\"b,c,d,e,f,t\n", "line 2"),
                    ("{\"id\": 1}\n{broken\n", "applications line 2"), ("id,id\n1,2\n", "header"),
                ] {
                    let file = try folder.write(text, to: "file")
                    let outcome = try installation.run(
                        "grant", "import", "--tenant", "xref", "--from", "doorkeeper", "--applications", file, "--owners", file,
                        "--access-tokens", file)
                    #expect(outcome.status == 2, "\(outcome.all)")
                    #expect(outcome.errors.contains(place), "\(outcome.errors)")
                }
            }
        }
    }
}
