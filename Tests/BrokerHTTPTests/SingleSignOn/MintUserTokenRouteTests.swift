import Broker
import Dialects
import Foundation
import Model
import OAuth
import TestSupport
import Testing

@Suite("a user's tokens from the account's, over HTTP", .database)
struct MintUserTokenRouteTests {
    private static let path = "/chef/v1/oauth/token/create/user"

    @Test("have the documented members, and are refreshed at the user's path only (WIRE-CONTRACTS 2.9)")
    func members() async throws {
        try await Front.run(.xoxoday) { front in
            let token = try await front.pair(scopes: ["user_session", "profile_read"]).accessToken
            let answer = try await front.json(Self.path, #"{"user_input":"new@first.example","scope":"user_session"}"#, token: token)
            #expect(answer.status == 200)
            #expect(
                Set(answer.json.keys) == [
                    "access_token", "token_type", "expires_in", "refresh_token", "access_token_expiry", "refresh_token_expiry",
                ])
            #expect(answer.json["expires_in"] == "1296000")
            #expect(answer.json["token_type"] == "bearer")
            let access = try #require(answer.json["access_token_expiry"].flatMap(Int.init))
            let refresh = try #require(answer.json["refresh_token_expiry"].flatMap(Int.init))
            #expect(refresh - access == 15 * 86_400_000)
            let told = String(decoding: try #require(Data(base64Encoded: answer.json["access_token"] ?? "")), as: UTF8.self)
            #expect(told.contains(#""scope":"user_session""#))
            #expect(told.contains(#""token_type":"USER""#))

            let body =
                #"{"grant_type":"refresh_token","refresh_token":"\#(answer.json["refresh_token"] ?? "")","#
                + #""client_id":"\#(front.platform.platform.clientID)","client_secret":"\#(front.platform.secret.value)"}"#
            let company = try await front.json("/chef/v1/oauth/token/company", body)
            #expect(company.status == 400)
            #expect(company.json["error"] == "invalid_grant")
            let user = try await front.json("/chef/v1/oauth/token/user", body)
            #expect(user.status == 200)
            #expect(Set(user.json.keys) == ["access_token", "token_type", "expires_in", "refresh_token"])
        }
    }

    @Test("too many scopes, or one the account's token has not, is invalid_scope")
    func scopes() async throws {
        try await Front.run(.xoxoday) { front in
            let token = try await front.pair(scopes: ["user_session"]).accessToken
            let many = (0..<101).map { "s\($0)" }.joined(separator: ",")
            for scope in ["admin_manage", "user_session,admin_manage", "user_session admin_manage", many] {
                let answer = try await front.json(Self.path, #"{"user_input":"new@first.example","scope":"\#(scope)"}"#, token: token)
                #expect(answer.status == 400)
                #expect(answer.json["error"] == "invalid_scope")
            }
        }
    }
}
