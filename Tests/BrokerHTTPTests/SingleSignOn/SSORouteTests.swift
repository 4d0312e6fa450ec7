import Broker
import Dialects
import Foundation
import Model
import OAuth
import TestSupport
import Testing

@Suite("single sign-on over HTTP", .database)
struct SSORouteTests {
    private static let sso = "/chef/v1/oauth/sso"

    @Test("a platform mints, a browser redeems, and the storefront's back end is told once what the platform sent, byte for byte")
    func wholeWay() async throws {
        try await Self.run { front in
            let token = try await front.pair(scopes: ["user_session"]).accessToken
            let data = #"{ "auth_header":"x" , "employee_id":1.0e0,"n":{"tpd":[ ]},"e":"\u00e9\/é" }"#
            // As the documentation's curl sends it: JSON under a form's label.
            let minted = try await front.json(
                "\(Self.sso)/stores/company", #"{"tpd":\#(data),"user_input":"new@first.example"}"#, token: token,
                type: "application/x-www-form-urlencoded")
            #expect(minted.status == 200)
            let ssoToken = try Self.ssoToken(minted)
            #expect(minted.body == #"{"data":{"ssoToken":"\#(ssoToken)"}}"#)
            #expect(ssoToken.wholeMatch(of: /[0-9a-f]{40}/) != nil)

            let redirect = "\(front.base)/chef/v1/oauth/redirect/stores/\(ssoToken)"
            // What looks at links before people do uses nothing up.
            #expect(try await front.tester.send("HEAD", redirect).status == 200)
            let landed = try await front.tester.get(redirect)
            #expect(landed.status == 302)
            #expect(landed["Cache-Control"] == "no-store")
            #expect(landed["Referrer-Policy"] == "no-referrer")
            let cookie = try #require(landed["Set-Cookie"])
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Lax"))
            #expect(cookie.contains("symbolon_arrival="))
            let location = try #require(landed["Location"])
            let code = try #require(location.split(separator: "handoff_code=").last)
            #expect(location == "https://store.example/?handoff_code=\(code)")

            let key = try await front.adminKey(of: front.tenant)
            let told = try await front.json("\(Self.sso)/handoff", #"{"handoff_code":"\#(code)"}"#, token: key)
            #expect(told.status == 200)
            #expect(told.body.contains(#""tpd":\#(data)"#))
            #expect(told.body.contains(#""email":"new@first.example""#))
            #expect(told["Cache-Control"] == "no-store")
            let again = try await front.json("\(Self.sso)/handoff", #"{"handoff_code":"\#(code)"}"#, token: key)
            #expect(again.status == 400)
            #expect(again.json["error"] == "invalid_grant")
            let used = try await front.tester.get(redirect, headers: [("Accept", "text/html")])
            #expect(used.status == 404)
            #expect(used["Set-Cookie"] == nil)
        }
    }

    @Test("with a user's token the person is that user, and the landing page the one asked for")
    func user() async throws {
        try await Self.run { front in
            let token = try await front.pair(scopes: ["profile_read"]).accessToken
            let minted = try await front.json(
                "\(Self.sso)/stores/user", #"{"landing_page_custom":"/admin/campaign/?eyJ4Ijp7fX0=","user_input":"eve@x.example"}"#,
                token: token)
            let ssoToken = try Self.ssoToken(minted)
            let landed = try await front.tester.get("\(front.base)/chef/v1/oauth/redirect/stores/\(ssoToken)")
            #expect(try #require(landed["Location"]).hasPrefix("https://store.example/admin/campaign/?eyJ4Ijp7fX0=&handoff_code="))
            let elsewhere = try await front.json(
                "\(Self.sso)/stores/user", #"{"landing_page_custom":"//evil.test"}"#, token: token)
            #expect(elsewhere.status == 400)
            #expect(elsewhere.json["error"] == "invalid_request")
        }
    }

    @Test("a token of the other type is 403, a bad one 401, none 401, in the documented words")
    func refusals() async throws {
        try await Self.run { front in
            let company = try await front.pair(scopes: ["user_session"]).accessToken
            let user = try await front.pair(scopes: ["profile_read"]).accessToken
            let body = #"{"user_input":"new@first.example"}"#
            for (path, token) in [("stores/company", user), ("stores/user", company)] {
                let answer = try await front.json("\(Self.sso)/\(path)", body, token: token)
                #expect(answer.status == 403)
                #expect(answer.json["error"] == "unauthorized_client")
            }
            for path in ["stores/company", "stores/user"] {
                let bad = try await front.json("\(Self.sso)/\(path)", body, token: "x")
                #expect(bad.status == 401)
                #expect(bad.body == #"{"error":"invalid_token","error_description":"invalid/expired token"}"#)
                let none = try await front.json("\(Self.sso)/\(path)", body)
                #expect(none.status == 401)
                #expect(
                    none.body == #"{"error":"invalid_request","error_description":"missing/invalid parameters authorization header"}"#)
            }
        }
    }

    @Test(
        "a body that does not say whom, or says it twice, or brings what is no object, mints nothing",
        arguments: [
            "{}", #"{"user_input":""}"#, #"{"user_input":1}"#, #"{"user_input":null}"#, #"{"user_input":["a@b.example"]}"#,
            #"{"user_input":"a@b.example","user_input":"c@d.example"}"#, #"{"user_input":"a@b.example","\u0075ser_input":"c@d.example"}"#,
            #"{"user_input":"a@b.example","tpd":{},"tpd":{}}"#, #"{"user_input":"a@b.example","tpd":{},"t\u0070d":{}}"#,
            #"{"user_input":"a@b.example","tpd":"x"}"#, #"{"user_input":"a@b.example","tpd":[{}]}"#,
            #"{"user_input":"a@b.example","tpd":1}"#,
            #"{"user_input":"a@b.example","tpd":{"a":}}"#,
            #"{"user_input":"a@b.example","tpd":"# + String(repeating: #"{"a":"#, count: 20)
                + "1" + String(repeating: "}", count: 21), "user_input", "",
        ])
    func badBodies(_ body: String) async throws {
        try await Self.run { front in
            let token = try await front.pair(scopes: ["user_session"]).accessToken
            try await front.storingNothing {
                let answer = try await front.json("\(Self.sso)/stores/company", body, token: token)
                #expect(answer.status == 400)
                #expect(answer.json["error"] == "invalid_request")
            }
        }
    }

    @Test("who came by a link decides about no connection, and stays signed out where a password is wanted")
    func confined() async throws {
        try await Self.run { front in
            let token = try await front.pair(scopes: ["user_session"]).accessToken
            let minted = try await front.json("\(Self.sso)/stores/company", #"{"user_input":"ada@first.example"}"#, token: token)
            let browser = front.tester.browser()
            _ = try await browser.get("\(front.base)/chef/v1/oauth/redirect/stores/\(try Self.ssoToken(minted))")
            #expect(browser.cookies.keys.contains { $0.hasSuffix("symbolon_arrival") })
            let clientID = front.platform.platform.clientID
            let redirectURI = PercentEncoding.query(World.redirectURI)
            let page = try await browser.visit(
                "\(front.base)/chef/v1/oauth/authorize?client_id=\(clientID)&response_type=code&redirect_uri=\(redirectURI)&scope=user_session"
            )
            #expect(TestBrowser.hiddenFields(of: page.body, action: "/consent").isEmpty)
            #expect(page.body.contains("password"))
        }
    }

    private static func run(_ body: @escaping @Sendable (Front) async throws -> Void) async throws {
        try await Front.run(.xoxoday, Front.Setup(settings: TenantSettings(storefrontURL: "https://store.example")), body)
    }

    private static func ssoToken(_ answer: HTTPTester.Answer) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: [String: String]]
        return try #require(object?["data"]?["ssoToken"])
    }
}
