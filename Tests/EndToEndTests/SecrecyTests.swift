import Foundation
import Testing

extension EndToEndTests {
    /// Every test of this suite searches its own installation at its end; these show that the search finds what it looks for.
    @Suite("nothing secret at rest")
    struct SecrecyTests {
        @Test("a whole life of tokens, failures included, leaves no secret in database, server log or PostgreSQL log")
        func everything() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let key = try installation.command("key", "create", "--name", "ci", "--json").object()
                installation.secrets.add(try #require(key["key"] as? String))
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(try ada.validate(token).status == 200)

                let wrong = "a-wrong-password-that-is-nobodys"
                #expect(
                    try installation.visitor(of: server).consent(to: partner, email: "ada@first.example", password: wrong)
                        .body.contains(#"name="password""#))
                for secret in ["wrong-client-secret-0123456789", "wrong-code-0123456789", "wrong-token-0123456789"] {
                    installation.secrets.add(secret)
                }
                #expect(try ada.exchange("wrong-code-0123456789", by: partner, secret: "wrong-client-secret-0123456789").status == 401)
                #expect(try ada.exchange("wrong-code-0123456789", by: partner).status == 400)
                #expect(try ada.validate("wrong-token-0123456789").status == 401)
                let query = "/t/xref/oauth/tokens?client_secret=\(partner.secret)&code=wrong-code-0123456789"
                #expect(try ada.call("POST", query, headers: [("Content-Type", "application/json")], body: "{}").status == 400)
                let broken = #"{"client_secret":"\#(partner.secret)","code":"#
                #expect(
                    try ada.call("POST", "/t/xref/oauth/tokens", headers: [("Content-Type", "application/json")], body: broken).status
                        == 400)
                #expect(try ada.deauthorize(token).status == 200)
                #expect(server.stop() == 0)
                // What was done can be read in all three places; what was secret cannot.
                #expect(server.logText.contains("trace") || server.logText.contains("debug"))
                #expect(try installation.leaks() == [])
                #expect(TemporaryFolder.text(installation.folder.file("dump.sql")).contains("ada@first.example"))
                #expect(installation.postgres.log.contains("authorization_code"))
            }
        }

        @Test("the search finds a secret as it is, in hexadecimal and in base64, in the database and in both logs")
        func search() throws {
            try Installation.ready { installation in
                let secret = "canary-\(UUID().uuidString)"
                #expect(try SecretSearch([secret]).matches(in: [installation.postgres.folder + "/log"]) == [])
                let bytes = Data(secret.utf8)
                for form in ["'\(secret)'", "encode('\(secret)', 'hex')", "'x\(bytes.base64EncodedString())y'"] {
                    try installation.sql("DROP TABLE IF EXISTS canary; CREATE TABLE canary AS SELECT \(form) AS value")
                    #expect(
                        try installation.search(for: [secret]).contains { $0.hasPrefix(installation.folder.file("dump.sql")) }, "\(form)")
                }
                try installation.sql("DROP TABLE canary; CREATE TABLE canary AS SELECT convert_to('\(secret)', 'UTF8') AS value")
                #expect(try installation.search(for: [secret]).contains { $0.hasPrefix(installation.folder.file("dump.sql")) })
                #expect(try installation.search(for: [secret]).contains { $0.hasPrefix(installation.postgres.folder) })
                #expect(
                    SecretSearch.forms(of: "whsec_\(Data(repeating: 0xAB, count: 32).base64EncodedString())").contains(
                        String(repeating: "ab", count: 32)))
            }
        }
    }
}
