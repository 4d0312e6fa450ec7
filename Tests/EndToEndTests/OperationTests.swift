import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    @Suite("operation")
    struct OperationTests {
        @Test("a key file that got a new first line keeps what was made under the old one; without the old line nothing of it is good")
        func rotation() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let first = try installation.serve()
                let old = try installation.visitor(of: first).connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(first.stop() == 0)

                let fresh = installation.folder.file("fresh")
                try installation.command("key", "file", fresh, "--id", "k2")
                let (before, added) = (TemporaryFolder.text(installation.keyFile), TemporaryFolder.text(fresh))
                let both = try installation.folder.write(added + before, to: "both")
                let second = try installation.serve(with: ["SYMBOLON_KEY_FILE": both])
                let ada = installation.visitor(of: second)
                #expect(try ada.validate(old).status == 200)
                let new = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(try ada.validate(new).status == 200)
                #expect(try ada.validate(old).status == 401)
                #expect(second.stop() == 0)

                // The client secret was hashed under the old key and the newest token under the new one.
                let third = try installation.serve(with: ["SYMBOLON_KEY_FILE": fresh])
                #expect(try installation.visitor(of: third).validate(new).status == 200)
                #expect(try installation.visitor(of: third).exchange("no-such-code", by: partner).status == 401)
                let fourth = try installation.serve()
                #expect(try installation.visitor(of: fourth).validate(new).status == 401)
            }
        }

        @Test("a database restored from its dump serves as before with the same key file, and another key file opens nothing of it")
        func restore() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(server.stop() == 0)

                let (dump, copy) = (installation.folder.file("backup.sql"), installation.database + "_copy")
                let backup = installation.url(as: "symbolon_backup")
                let dumped = try Program.run(try Program.postgres("pg_dump"), ["-d", backup, "-f", dump])
                #expect(dumped.status == 0, "\(dumped.errors)")
                try installation.sql("CREATE DATABASE \(copy) OWNER symbolon_owner", on: "postgres")
                defer { _ = try? installation.sql("DROP DATABASE \(copy) WITH (FORCE)", on: "postgres") }
                try installation.sql(TemporaryFolder.text(dump), on: copy)

                let url = installation.postgres.url(database: copy, user: "symbolon_app")
                let restored = try installation.serve(with: ["SYMBOLON_DATABASE_URL": url])
                let max = installation.visitor(of: restored)
                #expect(try max.validate(token).status == 200)
                let next = try max.connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(try max.validate(next).status == 200)
                #expect(restored.stop() == 0)

                let strange = installation.folder.file("strange")
                try installation.command("key", "file", strange)
                let blind = try installation.serve(with: ["SYMBOLON_DATABASE_URL": url, "SYMBOLON_KEY_FILE": strange])
                #expect(try installation.visitor(of: blind).validate(next).status == 401)
                #expect(blind.stop() == 0)
            }
        }

        @Test("two servers on one database are one: what one issues the other knows, and what one ends is over at the other")
        func twoServers() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let (first, second) = (try installation.serve(), try installation.serve())
                let (ada, max) = (installation.visitor(of: first), installation.visitor(of: second))
                for _ in 0..<5 {
                    let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                    #expect(try max.validate(token).status == 200)
                    #expect(try max.deauthorize(token).status == 200)
                    #expect(try ada.validate(token).status == 401)
                }
            }
        }

        @Test("what is put to sleep by a command stops at once on a running server, and wakes again")
        func sleep() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                for words in [["account", "disable", "first"], ["platform", "disable", partner.clientID]] {
                    func turn(_ verb: String) throws {
                        let outcome = try Program.run(
                            Program.symbolon, [words[0], verb, words[2], "--tenant", "xref"] + CommandTests.yes(verb),
                            environment: installation.settings)
                        #expect(outcome.status == 0)
                    }
                    try turn("disable")
                    #expect(try ada.validate(token).status == 401, "\(words)")
                    try turn("enable")
                    #expect(try ada.validate(token).status == 200, "\(words)")
                }
                try installation.command("tenant", "disable", "xref", "--yes")
                #expect(try ada.validate(token).status != 200)
                try installation.command("tenant", "enable", "xref")
                #expect(try ada.validate(token).status == 200)
            }
        }

        @Test("while the database is away every request is answered 503 in time, liveness stays, readiness goes, and a stop works")
        func databaseAway() throws {
            let postgres = try PrivatePostgres(settings: ["max_connections": "40"])
            defer { postgres.remove() }
            try postgres.start()
            try Installation.ready(on: postgres) { installation in
                let partner = try installation.seed()
                let (first, second) = (try installation.serve(), try installation.serve())
                let token = try installation.visitor(of: first).connect(
                    partner, email: "ada@first.example", password: Installation.password)
                postgres.stop()
                for server in [first, second] {
                    let start = Date()
                    let visitor = installation.visitor(of: server)
                    let answers = [
                        try visitor.validate(token), try visitor.exchange("no-such-code", by: partner), try visitor.deauthorize(token),
                        try visitor.page("/t/xref/oauth/open-api/\(partner.clientID)"),
                    ]
                    for answer in answers {
                        #expect(answer.status == 503)
                        #expect(answer["retry-after"] != nil)
                    }
                    #expect(Date().timeIntervalSince(start) < 20)
                    let management = try Line(port: server.managementPort)
                    #expect(try management.call("GET", "/health/ready").status == 503)
                    #expect(try management.call("GET", "/health/live").status == 200)
                }
                let start = Date()
                #expect(second.stop() == 0)
                #expect(Date().timeIntervalSince(start) < 10)
                try postgres.start()
                #expect(eventually(within: 10) { first.isReady })
                #expect(try installation.visitor(of: first).validate(token).status == 200)
            }
        }
    }
}
