import Foundation
import Synchronization
import TestSupport
import Testing

extension EndToEndTests {
    @Suite("stopping")
    struct ShutdownTests {
        @Test("a signal lets what is in flight finish, takes nothing new, and ends with 0", arguments: [SIGTERM, SIGINT])
        func drains(signal: Int32) throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let token = try ada.connect(partner, email: "ada@first.example", password: Installation.password)

                // Whoever validates waits for this lock.
                let isLocked = Thread.ending {
                    try installation.sql("BEGIN; LOCK TABLE access_token IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1.5); COMMIT")
                }
                #expect(
                    eventually {
                        (try? installation.sql(
                            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'access_token'::regclass"))
                            == "1"
                    })
                let answers = Mutex<[Int]>([])
                let (port, secrets) = (server.port, installation.secrets)
                let requests = (0..<8).map { _ in
                    Thread.ending {
                        let status = (try? Visitor(port: port, secrets: secrets).validate(token).status) ?? 0
                        answers.withLock { $0.append(status) }
                    }
                }
                // They share a statement or two of the server's: once one waits, the rest come within a moment.
                #expect(eventually { (try? installation.sql(Self.waiting)).flatMap { Int($0) } ?? 0 >= 1 })
                usleep(300_000)

                let start = Date()
                server.signal(signal)
                #expect(eventually(within: 5) { Self.refuses(port) })
                #expect(server.exitCode() == 0)
                #expect(Date().timeIntervalSince(start) < 10)
                for request in requests { request.wait() }
                isLocked.wait()
                #expect(answers.withLock { $0 } == Array(repeating: 200, count: 8))
                #expect(server.logText.contains("stopped"))
            }
        }

        @Test("a request that is half sent when the signal comes is answered when its rest arrives")
        func halfSent() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                let code = try ada.code(for: partner, email: "ada@first.example", password: Installation.password)
                installation.secrets.add(code)
                let body = #"{"client_id":"\#(partner.clientID)","client_secret":"\#(partner.secret)","code":"\#(code)"}"#
                let text = Line.request("POST", "/t/xref/oauth/tokens", headers: [("Content-Type", "application/json")], body: body)
                let line = try Line(port: server.port)
                try line.write(String(text.dropLast(20)))
                usleep(200_000)
                server.signal(SIGTERM)
                usleep(300_000)
                try line.write(String(text.suffix(20)))
                let answer = try line.read()
                #expect(answer.status == 200)
                if let token = answer.json["access_token"] { installation.secrets.add(token) }
                #expect(server.exitCode() == 0)
            }
        }

        @Test("connections that are open but silent do not hold a stop up")
        func idleConnections() throws {
            try Installation.ready { installation in
                let server = try installation.serve()
                let silent = try (0..<20).map { _ in try Line(port: server.port) }
                let used = try Line(port: server.port)
                #expect(try used.call("GET", "/nowhere").status == 404)
                let start = Date()
                #expect(server.stop() == 0)
                #expect(Date().timeIntervalSince(start) < 10)
                #expect(silent.count == 20)
            }
        }

        private static let waiting = """
            SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'symbolon_app' AND datname = current_database() AND wait_event_type = 'Lock'
            """

        private static func refuses(_ port: Int) -> Bool {
            do throws(Line.Failure) {
                _ = try Line(port: port)
                return false
            } catch {
                return error == .refused
            }
        }
    }
}
