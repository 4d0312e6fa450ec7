import Broker
import Dialects
import NIOCore
import Storage
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("what memory alone answers", .database)
struct MemoryAnswerTests {
    @Test("is what was answered before, where it can be remembered", arguments: TokenQuestionCase.all)
    func recalls(_ question: TokenQuestionCase) async throws {
        try await Front.run(question.dialect, question.setup) { front in
            let request = try await front.question(by: question.asker, about: try await front.pair().accessToken)
            let told = try await front.connection(warmedBy: request).ask(request)
            let recalled = try await Self.recall(request, front).map(WireAnswer.withoutCountdown)
            #expect(recalled == (question.isRemembered ? told.content.body : nil))
            // The library's detours are read by nobody here.
            for detour in question.detours(of: request) { #expect(try await Self.recall(detour, front) == nil) }
        }
    }

    @Test("is nothing of a token nobody has, and nothing to a stranger", arguments: Front.Asker.introspecting)
    func recallsNothing(_ asker: Front.Asker) async throws {
        try await Front.run(.standard) { front in
            let token = try await front.pair().accessToken
            let request = try await front.question(by: asker, about: token)
            _ = try await front.connection(warmedBy: request)
            #expect(try await Self.recall(request, front) != nil)
            #expect(try await Self.recall(request.changed { $0.body = "token=\(token)A" }, front) == nil)
            #expect(try await Self.recall(request.changed { $0.body = "x=\(token)" }, front) == nil)
            #expect(try await Self.recall(request.changed { $0.body = "token=\(token)&token=\(token)" }, front) == nil)
            let id = front.platform.platform.clientID
            let strangers = ["Bearer x", "Bearer \(token)", Front.basic(id, "wrong").1, Front.basic("none", front.platform.secret.value).1]
            for stranger in strangers {
                let question = request.replacing("Authorization", by: "Authorization: \(stranger)")
                #expect(try await Self.recall(question, front) == nil)
            }
        }
    }

    @Test("is nothing once a header names an account to work in (Xurrent)", arguments: ["X-Xurrent-Account", "x-4me-account"])
    func watches(_ name: String) async throws {
        try await Front.run(.xurrent, Front.Setup(roles: ["account_administrator"])) { front in
            let request = try await front.question(by: .bearer, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            #expect(try await Self.recall(request.with("\(name): \(front.account.publicID)"), front) == nil)
            for (account, status) in [(front.account.publicID, 200), ("none", 400), ("", 400)] {
                #expect(try await connection.ask(request.with("\(name): \(account)")).status == status)
                #expect(try await connection.ask(request).status == 200)
            }
        }
    }

    /// The body of a direct answer, as the gate would come to it. `nil`: the question is for the library.
    private static func recall(_ request: WireRequest, _ front: Front) async throws -> String? {
        let (engine, logger) = (front.world.engine, front.world.log.logger)
        let answers = DirectAnswers(engine: engine, errors: ErrorRenderer(pages: try PageRenderer(engine: engine)), logger: logger)
        guard let route = answers.route(request.path, host: "x"), let plain = DirectRequest(request.parsed, watching: route.watched),
            route.methods.contains(plain.method),
            let question = answers.questions.read(plain, body: request.body.map { ByteBuffer(string: $0) }, at: route)
        else { return nil }
        let tenant = route.guess.site.tenant.id
        let read = await withCheckedContinuation { (continuation: CheckedContinuation<ReadMoment?, Never>) in
            FindSite(engine: engine).read(CollectionOfOne(tenant)) { continuation.resume(returning: $0[tenant]) }
        }
        let moment = try #require(read)
        return answers.questions.recall(question, at: route, moment, from: { nil }).map { String(decoding: $0, as: UTF8.self) }
    }
}
