import Foundation
import Testing

extension EndToEndTests {
    @Suite("a first start")
    struct FirstStartTests {
        @Test("doctor says what is missing at each stage of a setup, and each mend leads to the next")
        func doctor() throws {
            try Installation.bare { installation in
                func findings(with changes: [String: String?] = [:]) throws -> String {
                    let outcome = try installation.run("doctor", with: changes)
                    #expect(outcome.status == 1)
                    return outcome.output
                }
                let nothing = try Program.run(Program.symbolon, ["doctor"])
                #expect(nothing.status == 1)
                for name in ["SYMBOLON_DATABASE_URL", "SYMBOLON_KEY_FILE", "SYMBOLON_PUBLIC_URL"] { #expect(nothing.output.contains(name)) }

                #expect(try findings().contains("symbolon key file"))
                try installation.makeKeys()

                // The roles of a cluster are made once: before that the server's login does not exist.
                let stranger = ["SYMBOLON_DATABASE_URL": installation.url(as: "symbolon_nobody")]
                #expect(try findings(with: stranger).contains("WRONG database connection"))
                try installation.makeRoles()

                let unmigrated = try findings()
                #expect(unmigrated.contains("ok    key file"))
                #expect(unmigrated.contains("ok    database connection"))
                #expect(unmigrated.contains("WRONG schema"))
                #expect(unmigrated.contains("symbolon migrate up"))
                try installation.migrate()

                try installation.sql("ALTER TABLE account NO FORCE ROW LEVEL SECURITY")
                let open = try findings()
                #expect(open.contains("WRONG wall between tenants"))
                #expect(open.contains("table account"))
                try installation.sql("ALTER TABLE account FORCE ROW LEVEL SECURITY")

                let healthy = try installation.run("doctor")
                #expect(healthy.status == 0)
                #expect(!healthy.output.contains("WRONG"))
                let checks = try #require(installation.command("doctor", "--json").object()["checks"] as? [[String: Any]])
                #expect(checks.count == 7)
                #expect(checks.allSatisfy { $0["ok"] as? Bool == true })
            }
        }

        @Test("migrations tell their progress, are listed with their times, and run again change nothing")
        func migrations() throws {
            try Installation.bare { installation in
                try installation.makeRoles()
                let before = try installation.migrate("status", "--json").list()
                #expect(before.count >= 6)
                #expect(before.allSatisfy { $0["applied_at"] is NSNull })
                #expect(try installation.migrate("verify").status == 1)

                let up = try installation.migrate("up")
                #expect(up.status == 0)
                #expect(up.errors.split(separator: "\n").count == before.count)
                #expect(up.errors.hasPrefix("applying 1 "))
                #expect(up.output == "Applied \(before.count) migrations.\n")

                let after = try installation.migrate("status", "--json").list()
                #expect(after.map { $0["version"] as? String } == (1...after.count).map { "\($0)" })
                #expect(after.allSatisfy { $0["applied_at"] is String && $0["name"] is String })
                #expect(try installation.migrate("status").output.contains("VERSION"))
                #expect(try installation.migrate("verify").status == 0)
                #expect(try installation.migrate("up").output == "The schema is up to date.\n")

                #expect(try installation.migrate("down", "--to", "0").status == 64)
                let down = try installation.migrate("down", "--to", "2", "--yes")
                #expect(down.status == 0)
                #expect(down.errors.split(separator: "\n").count == before.count - 2)
                #expect(try installation.migrate("up").status == 0)
                #expect(try installation.migrate("verify").status == 0)
            }
        }

        @Test("from nothing to a connected account: roles, schema, keys, demo, server, and the whole exchange")
        func connection() throws {
            try Installation.ready { installation in
                let demo = try Demo(installation, port: 18_080)
                let server = try installation.serve()
                #expect(server.isReady)
                let management = try Line(port: server.managementPort)
                #expect(try management.call("GET", "/health/live").status == 200)
                #expect(try management.call("GET", "/version").json["name"] == "symbolon")

                let ada = installation.visitor(of: server)
                let page = try ada.consent(to: demo.partner, email: demo.email, password: demo.password, state: "a b+c/é&=")
                #expect(page.status == 200)
                #expect(page.body.contains("Demo Partner"))
                let allowed = try ada.decide("allow", on: page.body)
                #expect(allowed.status == 302)
                #expect(allowed["location"]?.hasPrefix("\(demo.redirectURI)?state=a%20b%2Bc%2F%C3%A9%26%3D&code=") == true)
                let code = try #require(Visitor.parameter("code", of: allowed))
                installation.secrets.add(code)

                let exchanged = try ada.exchange(code, by: demo.partner)
                #expect(exchanged.status == 200)
                #expect(Set(exchanged.json.keys) == ["access_token", "xref_account_id"])
                #expect(exchanged.json["xref_account_id"] == demo.accountID)
                let token = try #require(exchanged.json["access_token"])
                installation.secrets.add(token)
                #expect(try ada.validate(token).json == ["xref_account_id": demo.accountID])

                let again = try ada.exchange(code, by: demo.partner)
                #expect(again.status == 400)
                #expect(again.json["error"] == "invalid_grant")
                #expect(try ada.validate(token).status == 200)

                let ended = try ada.deauthorize(token)
                #expect(ended.status == 200)
                #expect(ended.json == ["access_token": token])
                #expect(try ada.validate(token).status == 401)
                #expect(try ada.deauthorize(token).status == 401)
                #expect(server.stop() == 0)
            }
        }

        @Test("the demo is written for its owner alone, in the documented shape, and a later start keeps secrets and rewrites URLs")
        func demo() throws {
            try Installation.ready { installation in
                let first = try Demo(installation, port: 18_080)
                #expect(first.mode == 0o600)
                #expect(Set(first.object.keys) == ["base_url", "admin_url", "admin_key", "tenants"])
                #expect(first.object["base_url"] as? String == "http://127.0.0.1:18080")
                #expect(first.object["admin_url"] as? String == "http://127.0.0.1:18081")
                let tenants = try #require(first.object["tenants"] as? [String: [String: Any]])
                #expect(Set(tenants.keys) == ["standard", "xeno", "xoxoday", "xref", "xurrent"])
                for (name, tenant) in tenants {
                    #expect(Set(tenant.keys).isSuperset(of: ["base_url", "slug", "accounts", "users", "platform"]))
                    let extra = [
                        "standard": ["public_platform", "client_credentials_platform"], "xurrent": ["client_credentials_platform"],
                    ]
                    #expect(Set(tenant.keys).count == 5 + (extra[name] ?? []).count)
                    #expect(tenant["base_url"] as? String == "http://127.0.0.1:18080/t/\(name)")
                    #expect(tenant["slug"] as? String == name)
                    let accounts = try #require(tenant["accounts"] as? [[String: String]])
                    #expect(accounts.count >= 2)
                    #expect(accounts.allSatisfy { Set($0.keys) == ["id", "name"] })
                    let users = try #require(tenant["users"] as? [[String: Any]])
                    #expect(users.allSatisfy { Set($0.keys) == ["email", "password", "account_id", "roles"] })
                    #expect(users.count { $0["account_id"] as? String == accounts[0]["id"] } == 2)
                    #expect(users[0]["roles"] as? [String] == [name == "xurrent" ? "account_administrator" : "administrator"])
                    let platform = try #require(tenant["platform"] as? [String: Any])
                    #expect(Set(platform.keys) == ["client_id", "client_secret", "redirect_uri", "scopes"])
                    #expect(platform["scopes"] is [String])
                }

                let second = try Demo(installation, port: 28_080)
                #expect(second.mode == 0o600)
                #expect(second.text == first.text.replacing(":1808", with: ":2808"))
                #expect(second.text != first.text)

                // What is written still opens the doors, at the new address.
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let page = try ada.consent(to: second.partner, email: second.email, password: second.password)
                let allowed = try ada.decide("allow", on: page.body)
                #expect(allowed["location"]?.hasPrefix("\(second.redirectURI)?") == true)
                let code = try #require(Visitor.parameter("code", of: allowed))
                installation.secrets.add(code)
                #expect(try ada.exchange(code, by: second.partner).status == 200)
            }
        }
    }
}

/// What `symbolon demo seed` wrote.
private struct Demo {
    let text: String
    let mode: Int
    let object: [String: Any]
    let partner: Partner
    let redirectURI: String
    let email: String
    let password: String
    let accountID: String

    init(_ installation: Installation, port: Int) throws {
        let file = installation.folder.file("demo.json")
        try installation.command(
            "demo", "seed", "--file", file, "--base-url", "http://127.0.0.1:\(port)", "--admin-url", "http://127.0.0.1:\(port + 1)",
            "--port", "\(port)")
        text = TemporaryFolder.text(file)
        mode = (try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber)?.intValue ?? 0
        object = try Outcome(status: 0, output: text, errors: "").object()
        guard let key = object["admin_key"] as? String, let xref = (object["tenants"] as? [String: Any])?["xref"] as? [String: Any],
            let platform = xref["platform"] as? [String: Any], let id = platform["client_id"] as? String,
            let secret = platform["client_secret"] as? String, let redirectURI = platform["redirect_uri"] as? String,
            let users = xref["users"] as? [[String: Any]],
            let email = users.first?["email"] as? String, let account = users.first?["account_id"] as? String
        else { throw Trouble("demo.json lacks something: \(text)") }
        installation.secrets.add(key)
        installation.secrets.add(secret)
        let passwords = users.compactMap { $0["password"] as? String }
        for password in passwords { installation.secrets.add(password) }
        partner = Partner(clientID: id, secret: secret)
        self.redirectURI = redirectURI
        self.email = email
        password = passwords.first ?? ""
        accountID = account
    }
}
