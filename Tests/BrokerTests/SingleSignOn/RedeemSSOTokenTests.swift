import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("redeeming a token that signs somebody in", .database)
struct RedeemSSOTokenTests {
    @Test("works once, and is told of and noted once")
    func once() async throws {
        try await Scene.runSSO { scene in
            let minted = try await scene.mint(try await scene.companyToken())
            #expect(try await scene.redeem(minted) != nil)
            for _ in 0..<3 { #expect(try await scene.redeem(minted) == nil) }
            let events = try await scene.events().filter { $0.type == "sso.redeemed" }
            #expect(
                events.map(\.members) == [
                    [
                        "client_id": scene.platform.platform.clientID, "account_id": scene.account.publicID, "user": "ada@first.example",
                        "caused_by": "user", "actor": "ada@first.example",
                    ]
                ])
            #expect(try await scene.audit("sso_token.redeemed").map(\.actorID) == [scene.user.id.description])
        }
    }

    @Test("of 64 at once one is signed in (SECURITY rows 17 and 20)")
    func race() async throws {
        try await Scene.runSSO { scene in
            let minted = try await scene.mint(try await scene.companyToken())
            let before = try await scene.world.rowCounts()["browser_session"] ?? 0
            let sessions = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<64 { group.addTask { try await patiently { try await scene.redeem(minted) } != nil } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(sessions == 1)
            #expect(try await scene.world.rowCounts()["browser_session"] == before + 1)
            #expect(try await scene.eventTypes().filter { $0 == "sso.redeemed" }.count == 1)
        }
    }

    @Test(
        "no longer than five minutes, or as long as the tenant has set",
        arguments: [(nil, 290, true), (nil, 301, false), (1, 2, false), (1_209_600, 1_209_590, true), (1_209_600, 1_209_601, false)]
            as [(Int?, Int, Bool)])
    func lifetime(setting: Int?, after seconds: Int, isGood: Bool) async throws {
        try await Scene.runSSO(lifetime: setting.map { .seconds($0) }) { scene in
            let minted = try await scene.mint(try await scene.companyToken())
            try await scene.moveClock(to: .seconds(seconds))
            #expect(try await (scene.redeem(minted) != nil) == isGood)
        }
    }

    @Test("any other text is refused alike", arguments: ["", "x", "' OR 1=1 --", String(repeating: "0", count: 40)])
    func unknown(_ text: String) async throws {
        try await Scene.runSSO { scene in
            let minted = try await scene.mint(try await scene.companyToken())
            for text in [text, String(minted.value.dropLast()), minted.value + "0", minted.value.uppercased() + " "] {
                #expect(try await scene.redeem(PlainSecret(text)) == nil)
            }
            #expect(try await scene.redeem(minted) != nil)
        }
    }

    @Test(
        "sends people on to the storefront's landing page with a code for its back end",
        arguments: [
            (nil, "https://store.example/?handoff_code=CODE"), ("/", "https://store.example/?handoff_code=CODE"),
            ("/rewards", "https://store.example/rewards?handoff_code=CODE"),
            ("/rewards?a=1&b=%2F", "https://store.example/rewards?a=1&b=%2F&handoff_code=CODE"),
            ("/rewards#top", "https://store.example/rewards?handoff_code=CODE#top"),
            ("/rewards?a#b?c#d", "https://store.example/rewards?a&handoff_code=CODE#b?c#d"),
        ] as [(String?, String)])
    func location(_ landingPage: String?, _ expected: String) async throws {
        try await Scene.runSSO { scene in
            let arrival = try await scene.redeem(try await scene.mint(try await scene.userToken(), landingPage: landingPage))
            let location = try #require(arrival?.location)
            let code = try scene.handoffCode(arrival).value
            #expect(location == expected.replacing("CODE", with: code))
            #expect(code.utf8.count == 43)
        }
    }

    @Test("without a storefront there is no address and no code")
    func noStorefront() async throws {
        try await Scene.runSSO(storefront: nil) { scene in
            let arrival = try #require(try await scene.redeem(try await scene.mint(try await scene.companyToken())))
            #expect(arrival.location == nil)
            let codes = try await scene.world.inspect { session in
                try session.value("SELECT count(*) FROM sso_token WHERE handoff_hash IS NOT NULL", as: Int.self)
            }
            #expect(codes == 0)
        }
    }

    @Test(
        "a landing page that could lead elsewhere is invalid_request, and nothing is minted",
        arguments: [
            "", "rewards", "//evil.test", "/\\evil.test", "\\\\evil.test", "https://evil.test/", "https:evil.test", "javascript:alert(1)",
            "/a b", "/a\tb", "/a\r\nSet-Cookie: x=1", "/é", "/a\u{0}", "/a\\b", "?x=1", "#top", " /rewards",
            "/rewards?handoff_code=x", "/rewards?a=1&h%61ndoff_code=x", "/rewards?handoff_code", "/rewards?handoff+code=1&handoff_code=2",
            "/rewards?x=%zz", "/" + String(repeating: "a", count: 2048),
        ])
    func badLandingPage(_ page: String) async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.userToken()
            let before = try await scene.world.rowCounts()
            #expect(try await scene.refusal { try await scene.mint(token, landingPage: page) } == .invalidRequest)
            #expect(try await scene.world.rowCounts() == before)
        }
    }
}
