import Broker
import Dialects
import Foundation
import Model
import OAuth
import Postgres
import Secrets
import TestSupport
import Testing

@Suite("telling the storefront who came", .database)
struct HandoffTests {
    /// Neither tidy nor ours to tidy.
    private static let data =
        #"{ "auth_header":"Basic c2VjcmV0LW9mLXRoZS1wYXJ0bmVy" , "employee_id":-0.0E+0,"Uid":"\u00e9é\/","n":{"b":[1,{"a":null}]},"b":1}"#

    @Test("what the platform wants told arrives byte for byte, once, and is then forgotten")
    func tells() async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey(of: scene.tenant)
            let token = try await scene.companyToken()
            let code = try scene.handoffCode(try await scene.redeem(try await scene.mint(token, data: Self.data)))
            let visitor = try await scene.visitor(code, key: key)
            #expect(visitor.user.id == scene.user.id)
            #expect(visitor.account.id == scene.account.id)
            #expect(visitor.clientID == scene.platform.platform.clientID)
            #expect(visitor.thirdPartyData?.utf8.elementsEqual(Self.data.utf8) == true)
            for _ in 0..<2 { #expect(try await scene.refusal { try await scene.visitor(code, key: key) } == .invalidGrant) }
            #expect(try await Self.sealed(scene) == [nil])
            #expect(try await scene.audit("sso_token.handed_off").count == 1)
        }
    }

    @Test("it lies sealed in its row of the database, and opens in no other")
    func sealed() async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey(of: scene.tenant)
            let token = try await scene.companyToken()
            let arrivals = [
                try await scene.redeem(try await scene.mint(token, data: Self.data)),
                try await scene.redeem(try await scene.mint(token, data: #"{"other":"person"}"#)),
            ]
            for bytes in try await Self.sealed(scene) {
                let text = String(decoding: try #require(bytes), as: UTF8.self)
                for word in ["auth_header", "c2VjcmV0", "employee", "other", "person"] { #expect(!text.contains(word)) }
            }
            // Whoever could exchange two rows' contents would have one told as the other's.
            try await scene.world.inspect { session in
                try session.execute(
                    """
                    UPDATE sso_token SET third_party_data_sealed = other.third_party_data_sealed
                    FROM sso_token AS other WHERE other.id <> sso_token.id
                    """, rows: 2)
            }
            for arrival in arrivals {
                let code = try scene.handoffCode(arrival)
                await #expect(throws: SecretsError.self) { try await scene.visitor(code, key: key) }
            }
        }
    }

    @Test("there need be nothing to tell")
    func nothing() async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey(of: scene.tenant)
            let code = try scene.handoffCode(try await scene.redeem(try await scene.mint(try await scene.companyToken())))
            #expect(try await scene.visitor(code, key: key).thirdPartyData == nil)
        }
    }

    @Test("of 64 at once one is told")
    func race() async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey(of: scene.tenant)
            let code = try scene.handoffCode(try await scene.redeem(try await scene.mint(try await scene.companyToken(), data: Self.data)))
            let told = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        do {
                            return try await patiently { try await scene.visitor(code, key: key) }.thirdPartyData
                        } catch let error as OAuthError where error.code == .invalidGrant {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { if let data = $1 { $0.append(data) } }
            }
            #expect(told == [Self.data])
        }
    }

    @Test("only to a live key of this tenant or of the operator; another's burns nothing")
    func keys() async throws {
        try await Scene.runSSO { scene in
            let other = try await scene.world.tenant(.xoxoday)
            let keys = ChangeAdminKeys(engine: scene.engine)
            let (revoked, revokedKey) = try await keys.create(name: "old", tenant: scene.tenant, lifetime: nil, by: .server)
            try await keys.revoke(revokedKey.id, by: .server)
            let refused = [
                try await scene.adminKey(of: other), try await scene.expiredAdminKey(), revoked,
                PlainSecret(""), PlainSecret("symbolon_admin_x"), scene.platform.secret,
            ]
            let good = [try await scene.adminKey(of: scene.tenant), try await scene.adminKey()]
            let token = try await scene.companyToken()
            for key in good {
                let code = try scene.handoffCode(try await scene.redeem(try await scene.mint(token, data: Self.data)))
                for key in refused { #expect(try await scene.refusal { try await scene.visitor(code, key: key) } == .invalidToken) }
                #expect(try await scene.visitor(code, key: key).thirdPartyData == Self.data)
            }
        }
    }

    @Test("no longer than a minute", arguments: [(55, true), (61, false)])
    func lifetime(seconds: Int, isGood: Bool) async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey()
            let code = try scene.handoffCode(try await scene.redeem(try await scene.mint(try await scene.companyToken())))
            try await scene.moveClock(to: .seconds(seconds))
            #expect(try await (scene.refusal { try await scene.visitor(code, key: key) } == nil) == isGood)
        }
    }

    @Test("a session's cookie, an SSO token or an access token is no hand-off code")
    func otherSecrets() async throws {
        try await Scene.runSSO { scene in
            let key = try await scene.adminKey()
            let token = try await scene.companyToken()
            let minted = try await scene.mint(token)
            let arrival = try #require(try await scene.redeem(try await scene.mint(token)))
            for secret in [minted, arrival.session, PlainSecret(token.accessToken)] {
                #expect(try await scene.refusal { try await scene.visitor(secret, key: key) } == .invalidGrant)
            }
            #expect(try await scene.redeem(try scene.handoffCode(arrival)) == nil)
        }
    }

    private static func sealed(_ scene: Scene) async throws -> [[UInt8]?] {
        let rows: [SealedData] = try await scene.world.inspect { session in
            try session.all("SELECT third_party_data_sealed FROM sso_token")
        }
        return rows.map(\.bytes)
    }
}

private struct SealedData: RowDecodable, Sendable {
    let bytes: [UInt8]?

    init(row: Row) throws(PostgresError) { bytes = try row["third_party_data_sealed"] }
}
