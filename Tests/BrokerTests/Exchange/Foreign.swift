import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport

@testable import Broker

/// Another authorization server, whose owner 7 is the scene's user.
struct Foreign {
    let scene: Scene
    let server: ForeignServer

    init(_ scene: Scene, _ server: ForeignServer) {
        self.scene = scene
        self.server = server
    }

    static func digest(_ text: String) -> String {
        ((try? sha256(Array(text.utf8))) ?? []).map { String(format: "%02x", $0) }.joined()
    }

    func row(_ table: String, _ number: Int, _ values: [String: String?]) -> ForeignRow {
        ForeignRow(place: "\(table) line \(number + 1)", values: values)
    }

    func application(_ id: Int, _ clientID: String, secret: String? = nil, _ more: [String: String?] = [:]) -> ForeignRow {
        let usual: [String: String?] = [
            "id": "\(id)", "uid": clientID, "secret": secret, "name": "App \(id)", "redirect_uri": "https://partner.example/callback",
            "scopes": "read write", "confidential": "t",
        ]
        return row("applications", id, usual.merging(more) { $1 })
    }

    func token(
        _ id: Int, application: String, access: String? = nil, refresh: String? = nil, _ more: [String: String?] = [:]
    ) -> ForeignRow {
        let usual: [String: String?] = [
            "id": "\(id)", "application_id": application, "resource_owner_id": "7", "token": access, "refresh_token": refresh,
            "expires_in": "4000000000", "scopes": "read", "created_at": "2026-11-01 10:00:00.123456", "revoked_at": nil,
        ]
        return row("access-tokens", id, usual.merging(more) { $1 })
    }

    func owner(_ more: [String: String?] = [:]) -> ForeignRow {
        let usual: [String: String?] = ["owner_id": "7", "account_id": scene.account.publicID, "email": scene.user.email.uppercased()]
        return row("owners", 1, usual.merging(more) { $1 })
    }

    func run(
        _ applications: [ForeignRow], _ access: [ForeignRow], refresh: [ForeignRow] = [], owners: [ForeignRow]? = nil,
        isDryRun: Bool = false, batchesOf size: Int = ImportGrants.batch
    ) async throws -> ImportReport {
        let importing = try ImportGrants(
            engine: scene.engine, from: server, forms: ForeignForms(), into: scene.tenant, by: .operator("test"))
        var plan = try await importing.plan(applications: applications, owners: owners ?? [owner()], scopes: [])
        let refresh = try refresh.map { try importing.read($0, from: .refreshTokens) }
        let access = try access.map { try importing.read($0, from: .accessTokens) }
        var report = isDryRun ? importing.count(plan) : try await importing.register(&plan)
        report.add(try await importing(refresh, by: &plan, isDryRun: isDryRun))
        for start in stride(from: 0, to: access.count, by: size) {
            let rows = Array(access[start..<min(start + size, access.count)])
            report.add(try await importing(rows, by: &plan, isDryRun: isDryRun))
        }
        return report
    }

    func djangoApplication() -> ForeignRow {
        row(
            "applications", 1,
            [
                "id": "1", "client_id": "django", "client_secret": "pbkdf2_sha256$1000000$salt$hash", "name": "Django App",
                "redirect_uris": "https://partner.example/callback", "scopes": "read write", "client_type": "confidential",
                "authorization_grant_type": "authorization-code",
            ])
    }

    func djangoAccess(_ token: String, with refresh: String) -> ForeignRow {
        row(
            "access-tokens", 1,
            [
                "application_id": "1", "user_id": "7", "scope": "read write", "created": "2026-11-01 10:00:00.123+00",
                "expires": "2099-01-01 00:00:00+00", "token_checksum": Self.digest(token), "refresh_token_sha256": Self.digest(refresh),
            ])
    }

    func djangoRefresh(_ token: String, _ more: [String: String?] = [:]) -> ForeignRow {
        let usual: [String: String?] = [
            "application_id": "1", "user_id": "7", "scope": "read write", "created": "2026-11-01T10:00:00.123456+00:00", "revoked": nil,
            "token_sha256": Self.digest(token),
        ]
        return row("refresh-tokens", 1, usual.merging(more) { $1 })
    }

    /// Those a good access token has.
    func scopes(of token: String) async throws -> [String] {
        guard case .granted(let access) = try await ValidateToken(engine: scene.engine)(PlainSecret(token), at: scene.site) else {
            return []
        }
        return access.scopes
    }

    func refresh(_ token: String, _ clientID: String, _ secret: String) async throws -> TokenAnswer {
        try await IssueToken(engine: scene.engine)(
            TokenRequest(
                grantType: .refreshToken, credentials: ClientCredentials(clientID: clientID, clientSecret: secret), tokenType: nil,
                scopes: [], parameters: try OAuthParameters([("refresh_token", token)])),
            at: scene.site, origin: .local)
    }

    func refusal(_ token: String, _ clientID: String, _ secret: String) async -> OAuthErrorCode? {
        do {
            _ = try await refresh(token, clientID, secret)
            return nil
        } catch {
            return (error as? OAuthError)?.code
        }
    }
}
