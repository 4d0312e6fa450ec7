import Foundation
import Synchronization
import TestSupport
import Testing

extension EndToEndTests {
    @Suite("races")
    struct RaceTests {
        @Test("of 64 exchanges of one code at once exactly one is answered with a token, and that token works")
        func oneCode() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let server = try installation.serve()
                let ada = installation.visitor(of: server)
                for _ in 0..<3 {
                    let code = try ada.code(for: partner, email: "ada@first.example", password: Installation.password)
                    installation.secrets.add(code)
                    let answers = Mutex<[Line.Answer]>([])
                    let (port, secrets) = (server.port, installation.secrets)
                    let gate = DispatchSemaphore(value: 0)
                    let racers = (0..<64).map { _ in
                        Thread.ending {
                            let line = try Line(port: port)
                            let body = #"{"client_id":"\#(partner.clientID)","client_secret":"\#(partner.secret)","code":"\#(code)"}"#
                            let text = Line.request(
                                "POST", "/t/xref/oauth/tokens", headers: [("Content-Type", "application/json")], body: body)
                            // All but the last byte is there before anybody starts.
                            try line.write(String(text.dropLast()))
                            gate.wait()
                            try line.write("}")
                            let answer = try line.read()
                            answers.withLock { $0.append(answer) }
                        }
                    }
                    usleep(300_000)
                    for _ in racers { gate.signal() }
                    for racer in racers { racer.wait() }
                    let all = answers.withLock { $0 }
                    #expect(all.count == 64)
                    let winners = all.filter { $0.status == 200 }
                    #expect(winners.count == 1)
                    #expect(all.count { $0.status == 400 && $0.json["error"] == "invalid_grant" } == 63, "\(all.map(\.status))")
                    let token = try #require(winners.first?.json["access_token"])
                    secrets.add(token)
                    #expect(try ada.validate(token).status == 200)
                }
                #expect(try installation.orphans() == [])
            }
        }
    }
}
