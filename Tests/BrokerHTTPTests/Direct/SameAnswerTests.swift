import Dialects
import Foundation
import TestSupport
import Testing

@Suite("the answer about a good token, from memory or through the library", .database)
struct SameAnswerTests {
    @Test("is the same, status, fields and body", arguments: TokenQuestionCase.all)
    func isTheSame(_ question: TokenQuestionCase) async throws {
        try await Front.run(question.dialect, question.setup) { front in
            let request = try await front.question(by: question.asker, about: try await front.pair().accessToken)
            let direct = try await front.connection(warmedBy: request).ask(request)
            #expect(direct.status == 200)
            #expect(!question.introspects || direct.body.contains(#""active":true"#))
            for detour in question.detours(of: request) {
                let other = try await KeptConnection.open(to: front.tester.port).ask(detour)
                #expect(other.content == direct.content, "\(detour.path) \(detour.version) \(detour.fields.last ?? "")")
            }
        }
    }

    @Test("is the same by the tenant's own host", arguments: ["login.vendor.example", "LOGIN.vendor.example:8443"])
    func byHost(_ host: String) async throws {
        try await Front.run(.standard, Front.Setup(tenantURL: "https://login.vendor.example")) { front in
            let bySlug = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let request = bySlug.replacing("Host", by: "Host: \(host)").changed { $0.path = "/oauth/introspect" }
            let connection = try await front.connection(warmedBy: request)
            let direct = try await connection.ask(request)
            #expect(try await connection.ask(request.with("Expect: 100-continue")).content == direct.content)
            #expect(try await connection.ask(bySlug).content == direct.content)
            #expect(try await connection.ask(request.replacing("Host", by: "Host: evil.example")).status == 404)
            #expect(try await connection.ask(request).content == direct.content)
        }
    }

    @Test("tells the time and an id of its own each time")
    func passes() async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            var ids: Set<String> = []
            for _ in 0..<5 {
                let answer = try await connection.ask(request)
                ids.insert(try #require(answer["X-Request-Id"]))
                let date = try #require(answer["Date"])
                #expect(date.wholeMatch(of: /[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT/) != nil)
            }
            #expect(ids.count == 5)
            for id in ids { #expect(UUID(uuidString: id)?.uuidString.lowercased() == id) }
        }
    }

    @Test("is logged under the id it carries, by its route")
    func isLogged() async throws {
        try await Front.run(.xref) { front in
            let request = try await front.question(by: .bearer, about: try await front.pair().accessToken)
            let answer = try await front.connection(warmedBy: request).ask(request)
            let id = try #require(answer["X-Request-Id"])
            let line = try #require(front.world.log.text.split(separator: "\n").first { $0.contains(id) })
            for part in ["answered", "GET", "/auth", "200", front.tenant.slug] { #expect(line.contains(part), "\(line)") }
        }
    }
}
