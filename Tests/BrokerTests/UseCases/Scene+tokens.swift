import Broker
import Dialects
import Foundation
import Model
import OAuth
import Postgres
import Secrets
import Storage
import TestSupport
import Testing

extension Scene {
    /// The tokens of a new authorization.
    func pair(scopes: [String]? = nil, as user: User? = nil, tokenType: TokenType? = nil) async throws -> TokenAnswer {
        let code = try await world.code(
            for: platform.platform, account: account, user: user ?? self.user, in: tenant, scopes: scopes)
        return try await world.exchange(code, by: platform, in: tenant, tokenType: tokenType)
    }

    /// The next pair for this one's refresh token. Throws `OAuthError`.
    @discardableResult
    func refresh(
        _ answer: TokenAnswer, by platform: RegisterPlatform.Registered? = nil, scopes: [String] = [], tokenType: TokenType? = nil
    ) async throws -> TokenAnswer {
        let token = try #require(answer.refreshToken).text
        return try await world.refresh(token, by: platform ?? self.platform, scopes: scopes, tokenType: tokenType, at: site)
    }

    /// The OAuth error a refresh ends with, or `nil` when it gives a token.
    func refreshRefusal(
        _ answer: TokenAnswer, by platform: RegisterPlatform.Registered? = nil, scopes: [String] = [], tokenType: TokenType? = nil
    ) async throws -> OAuthErrorCode? {
        try await refusal { try await refresh(answer, by: platform, scopes: scopes, tokenType: tokenType) }
    }

    /// The OAuth error something ends with, or `nil`.
    func refusal<Value>(of body: () async throws -> Value) async throws -> OAuthErrorCode? {
        do {
            _ = try await body()
            return nil
        } catch let error as OAuthError {
            return error.code
        }
    }

    func isLive(_ answer: TokenAnswer) async throws -> Bool { try await isLive(PlainSecret(answer.accessToken)) }

    /// What a good access token stands for.
    func access(_ answer: TokenAnswer) async throws -> AccessToken {
        let verified = try await ValidateToken(engine: engine)(PlainSecret(answer.accessToken), at: site)
        guard case .granted(let token) = verified else { throw InputError("token", "is a personal one") }
        return token
    }

    func session(of user: User? = nil) async throws -> BrowserSession { try await world.session(of: user ?? self.user, in: tenant) }

    /// Another person of the account.
    func colleague(_ email: String = "bob@first.example", roles: [String] = ["administrator"]) async throws -> User {
        try await world.user(email, name: "Bob", in: [account], roles: roles, of: tenant)
    }

    func liveGrants() async throws -> [Grant] { try await stores { try $0.grants.live() } }

    func grant(_ id: Grant.ID) async throws -> Grant { try #require(try await stores { try $0.grants.find(id) }) }

    func moveClock(to offset: Duration) async throws { try await world.moveClock(of: tenant, to: offset) }

    func setDisabled(_ disabled: Bool, _ subject: SetDisabled.Subject) async throws {
        try await SetDisabled(engine: engine)(disabled, subject, in: tenant, by: .operator("test"))
    }

    func leave(_ email: String = "ada@first.example") async throws {
        try await ChangeMembership(engine: engine).leave(email: email, account: account.publicID, in: tenant, by: .server)
    }

    func join(_ email: String = "ada@first.example", roles: [String] = ["administrator"]) async throws {
        try await ChangeMembership(engine: engine).join(email: email, account: account.publicID, roles: roles, in: tenant, by: .server)
    }

    /// What a person does on the page of connections; `true` when it was done.
    @discardableResult
    func change(_ change: ChangeConnection.Change, of grant: Grant.ID, as session: BrowserSession) async throws -> Bool {
        switch try await ChangeConnection(engine: engine)(change, of: grant, session: session, at: site, origin: .local) {
        case .done: true
        case .gone: false
        }
    }

    /// The types of the events so far, oldest first.
    func eventTypes() async throws -> [String] { try await events().map(\.type) }
}

/// So many wait for one lock that a busy machine may say "not now": nothing happened, so it is tried again. Two that wait for each other
/// are no matter of being busy.
func patiently<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch PostgresError.server(.deadlockDetected, let name, let message) {
        throw PostgresError.server(.deadlockDetected, name, message)
    } catch  where isTemporarilyUnavailable(error) && !Task.isCancelled {
        return try await patiently(body)
    }
}

extension RecordedEvent {
    /// The members of the payload, as texts.
    var members: [String: String] {
        let object = try? JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any]
        return (object ?? [:]).mapValues { value in (value as? [String])?.joined(separator: " ") ?? "\(value)" }
    }
}

extension Dialect: CustomTestStringConvertible {
    package var testDescription: String { name }

    /// Those that have refresh tokens.
    static let refreshing = all.filter { $0.rules.refreshTokenLifetime != nil }
}
