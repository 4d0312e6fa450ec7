import Broker
import Dialects
import Model
import Secrets
import TestSupport
import Testing

@Suite("a token that ended is refused by the next request of a connection it was answered for over", .database)
struct EndedTokenTests {
    /// Something that ends or puts to sleep what a token stands on, and what is then told.
    struct Ending: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Of an introspection: with 200 it is that the token is not active.
        let introspection: Int
        let validation: Int
        let end: @Sendable (_ front: Front, _ token: String) async throws -> Void
        /// `nil`: it is for good.
        let undo: (@Sendable (_ front: Front) async throws -> Void)?

        static let all: [Ending] = [
            Ending(
                testDescription: "the token is revoked", introspection: 200, validation: 401,
                end: { front, token in
                    _ = try await ManageTokens(engine: front.world.engine).revoke(PlainSecret(token), in: front.tenant, by: .server)
                }, undo: nil),
            Ending.asleep("the tenant sleeps", introspection: 404, validation: 404) { _ in .tenant },
            Ending.asleep("the account sleeps", introspection: 200, validation: 401) { .account(publicID: $0.account.publicID) },
        ]

        /// Of what a dialect's tokens that expire stand on.
        static let expiry = Ending(
            testDescription: "the token expires", introspection: 200, validation: 401,
            end: { front, _ in try await front.world.moveClock(of: front.tenant, to: .seconds(31 * 86_400)) },
            undo: { front in try await front.world.moveClock(of: front.tenant, to: .zero) })

        /// Of what a person's tokens stand on.
        static let person = Ending.asleep("the person sleeps", introspection: 200, validation: 401) { _ in .user(email: Front.email) }

        private static func asleep(
            _ description: String, introspection: Int, validation: Int, _ subject: @escaping @Sendable (Front) -> SetDisabled.Subject
        ) -> Ending {
            @Sendable func set(_ disabled: Bool, _ front: Front) async throws {
                try await SetDisabled(engine: front.world.engine)(disabled, subject(front), in: front.tenant, by: .server)
            }
            return Ending(
                testDescription: description, introspection: introspection, validation: validation,
                end: { front, _ in try await set(true, front) }, undo: { front in try await set(false, front) })
        }
    }

    @Test("whoever asks", arguments: Ending.all + [Ending.expiry], Front.Asker.introspecting)
    func introspection(_ ending: Ending, by asker: Front.Asker) async throws {
        try await Front.run(.standard) { front in
            let token = try await front.pair().accessToken
            let request = try await front.question(by: asker, about: token)
            let connection = try await front.connection(warmedBy: request)
            let before = try await connection.ask(request)
            try await ending.end(front, token)
            for _ in 0..<2 {
                let after = try await connection.ask(request)
                #expect(after.status == ending.introspection, "\(after.body)")
                #expect(!after.body.contains(#""active":true"#))
                if after.status == 200 { #expect(after.body == #"{"active":false}"#) }
            }
            guard let undo = ending.undo else { return }
            try await undo(front)
            for _ in 0..<3 { #expect(try await connection.ask(request).content == before.content) }
        }
    }

    @Test("in every dialect where the token itself asks", arguments: Ending.all, [Dialect.xeno, .xoxoday, .xref, .xurrent])
    func validation(_ ending: Ending, in dialect: Dialect) async throws {
        try await Self.validates(ending, in: dialect)
    }

    @Test("once its time is over", arguments: [Dialect.xoxoday, .xurrent])
    func expires(_ dialect: Dialect) async throws { try await Self.validates(Ending.expiry, in: dialect) }

    @Test("once its person sleeps", arguments: [Dialect.xeno, .xurrent])
    func sleeps(_ dialect: Dialect) async throws { try await Self.validates(Ending.person, in: dialect) }

    private static func validates(_ ending: Ending, in dialect: Dialect) async throws {
        try await Front.run(dialect, TokenQuestionCase(dialect: dialect, asker: .bearer).setup) { front in
            let token = try await front.pair().accessToken
            let request = try await front.question(by: .bearer, about: token)
            let connection = try await front.connection(warmedBy: request)
            let before = try await connection.ask(request)
            try await ending.end(front, token)
            for _ in 0..<2 { #expect(try await connection.ask(request).status == ending.validation) }
            guard let undo = ending.undo else { return }
            try await undo(front)
            for _ in 0..<3 { #expect(try await connection.ask(request).content == before.content) }
        }
    }
}
