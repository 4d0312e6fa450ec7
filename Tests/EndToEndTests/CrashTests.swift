import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    @Suite("crashes under load")
    struct CrashTests {
        /// A PostgreSQL of its own that keeps what it acknowledges. Returns what the clients were told.
        @discardableResult
        private func withLoad(_ body: (Installation, PrivatePostgres, Server, Workload) throws -> Void) throws -> Workload.Tally {
            let postgres = try PrivatePostgres(
                fsync: true, settings: ["max_connections": "60", "recovery_init_sync_method": "syncfs"])
            defer { postgres.remove() }
            try postgres.start()
            var told = Workload.Tally()
            try Installation.ready(on: postgres) { installation in
                let partner = try installation.seed()
                let people = try installation.addCrowd(8, accounts: 40)
                let server = try installation.serve(with: ["SYMBOLON_LOG_LEVEL": "debug"])
                let load = try Workload(people, at: server.port, partner: partner, secrets: installation.secrets)
                try body(installation, postgres, server, load)
                let tally = load.end()
                #expect(try load.broken(after: tally) == [])
                #expect(tally.validations > 0)
                #expect(try installation.orphans() == [])
                told = tally
            }
            return told
        }

        @Test(
            "PostgreSQL killed again and again under load: nothing acknowledged is lost, no answer is wrong, and the server recovers by itself"
        )
        func database() throws {
            let told = try withLoad { _, postgres, server, load in
                for round in 1...5 {
                    #expect(load.progresses(by: 40), "round \(round)")
                    postgres.kill9()
                    usleep(UInt32.random(in: 50_000...300_000))
                    #expect(server.isRunning)
                    #expect(eventually(within: 2) { !server.isReady })
                    try postgres.start()
                    #expect(eventually(within: 10) { server.isReady }, "round \(round)")
                }
                #expect(load.progresses(by: 40))
                #expect(server.isRunning)
            }
            // The server was there all the time: it answered everything, and 503 was the worst it said.
            #expect(told.unanswered == 0)
            #expect(told.refusals > 0)
        }

        @Test(
            "one backend of PostgreSQL killed again and again under load: all sessions end with it, and the server takes new ones by itself"
        )
        func backend() throws {
            let told = try withLoad { installation, _, server, load in
                for round in 1...4 {
                    #expect(load.progresses(by: 40), "round \(round)")
                    let backend = try installation.sql(
                        """
                        SELECT pid FROM pg_stat_activity WHERE usename = 'symbolon_app'
                        ORDER BY state <> 'idle' DESC, state_change DESC LIMIT 1
                        """)
                    kill(try #require(Int32(backend)), SIGKILL)
                    #expect(eventually(within: 15) { (try? installation.sql("SELECT NOT pg_is_in_recovery()")) == "t" })
                    #expect(eventually(within: 10) { server.isReady }, "round \(round)")
                }
                #expect(load.progresses(by: 40))
            }
            #expect(told.unanswered == 0)
        }

        @Test("the server killed again and again under load: nothing acknowledged is lost and nothing is left half done")
        func server() throws {
            try withLoad { installation, _, first, load in
                var server = first
                let address = "127.0.0.1:\(first.port)"
                for round in 1...10 {
                    #expect(load.progresses(by: 20), "round \(round)")
                    usleep(UInt32.random(in: 0...50_000))
                    server.kill9()
                    server = try installation.serve(with: ["SYMBOLON_LISTEN": address, "SYMBOLON_LOG_LEVEL": "debug"])
                    #expect(server.isReady)
                }
                #expect(load.progresses(by: 40))
            }
        }

        @Test("the history and the orphan queries show what a crash would do")
        func checks() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let people = try installation.addCrowd(2, accounts: 5)
                let server = try installation.serve()
                let load = try Workload(people, at: server.port, partner: partner, secrets: installation.secrets)
                #expect(load.progresses(by: 12))
                let tally = load.end()
                #expect(try load.broken(after: tally) == [])
                #expect(try installation.orphans() == [])

                try installation.sql("DELETE FROM access_token WHERE id = (SELECT id FROM access_token WHERE revoked_at IS NULL LIMIT 1)")
                #expect(try load.broken(after: tally).count == 1)
                #expect(try installation.orphans().contains("used codes without a token: 1"))
                try installation.sql("UPDATE authorization_code SET used_at = NULL WHERE used_at IS NOT NULL")
                #expect(try installation.orphans().contains { $0.hasPrefix("tokens of unused codes") })
            }
        }

        @Test("a server that starts before its database waits for it")
        func order() throws {
            let postgres = try PrivatePostgres(fsync: true)
            defer { postgres.remove() }
            try postgres.start()
            try Installation.ready(on: postgres) { installation in
                let partner = try installation.seed()
                postgres.kill9()
                let starting = Thread.ending {
                    usleep(1_500_000)
                    try postgres.start()
                }
                let server = try installation.serve()
                starting.wait()
                #expect(server.isReady)
                let ada = installation.visitor(of: server)
                let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)
                #expect(try ada.validate(token).status == 200)
            }
        }
    }
}
