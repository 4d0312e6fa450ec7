import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

@Suite("the token request of every dialect", .database)
struct TokenConformanceTests {
    @Test("a code is exchanged for exactly the documented members in their documented shapes", arguments: DialectCase.all)
    func answers(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let answer = try await vendor.exchange(try await vendor.code())
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(Set(answer.json.keys) == Set(dialect.tokenMembers.keys))
            for (name, shape) in dialect.tokenMembers {
                #expect(shape.matches(try #require(answer.json[name])), "\(name) is \(answer.json[name] ?? "")")
            }
            if let member = dialect.accountMember { #expect(answer.json[member] == vendor.account.publicID) }
            #expect(dialect.accountShape.matches(vendor.account.publicID))
        }
    }

    @Test("a code is good until its lifetime is over, and no longer", arguments: DialectCase.all)
    func codeExpires(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let (world, tenant) = (vendor.world, vendor.tenant)
            func attempt(at offset: Duration) async throws -> (answer: HTTPTester.Answer, taken: Duration) {
                let start = ContinuousClock.now
                try await world.moveClock(of: tenant, to: .zero)
                let code = try await newCode(of: vendor)
                try await world.moveClock(of: tenant, to: offset)
                let answer = try await vendor.exchange(code)
                return (answer, ContinuousClock.now - start)
            }
            // The clock goes on while the test runs: an attempt that itself took the last second says nothing.
            var last = try await attempt(at: dialect.codeLifetime - .seconds(1))
            for _ in 0..<20 where last.answer.status != 200 && last.taken >= .milliseconds(900) {
                last = try await attempt(at: dialect.codeLifetime - .seconds(1))
            }
            #expect(last.answer.status == 200)

            let late = try await attempt(at: dialect.codeLifetime + .seconds(1)).answer
            #expect(late.status == 400)
            #expect(late.json["error"] == "invalid_grant")
        }
    }

    @Test("a code works once; what its replay does to the token is the dialect's rule and is kept", arguments: DialectCase.all)
    func codeWorksOnce(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let code = try await vendor.code()
            let token = try #require(try await vendor.exchange(code).json["access_token"])
            #expect(try await vendor.works(token))
            let replay = try await vendor.exchange(code)
            #expect(replay.status == 400)
            #expect(replay.json["error"] == "invalid_grant")
            #expect(try await vendor.works(token) == !dialect.replayRevokesTokens)
            let events = try await vendor.world.storage.transaction(tenant: vendor.tenant.id) { stores in try stores.events.all() }
            #expect(events.map(\.type) == ["account.connected"] + (dialect.replayRevokesTokens ? ["token.replayed"] : []))
        }
    }

    @Test("the code of another platform is refused and stays good for its own", arguments: DialectCase.all)
    func codeBelongsToItsPlatform(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let other = try await vendor.anotherPlatform()
            let code = try await vendor.code()
            let foreign = try await vendor.exchange(code, by: other)
            #expect(foreign.status == 400)
            #expect(foreign.json["error"] == "invalid_grant")
            #expect(try await vendor.exchange(code).status == 200)
            // Used, it is no replay either when the other one brings it.
            let token = try await vendor.token()
            _ = try await vendor.exchange(code, by: other)
            #expect(try await vendor.works(token))
        }
    }

    @Test("a wrong secret is invalid_client and leaves the code good", arguments: DialectCase.all)
    func wrongSecretKeepsTheCode(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let code = try await vendor.code()
            let refused = try await vendor.exchange(code) { $0.map { ($0.0, $0.0 == "client_secret" ? $0.1.uppercased() : $0.1) } }
            #expect(refused.status == dialect.wrongSecret.status)
            #expect(refused.json["error"] == dialect.wrongSecret.error)
            #expect(try await vendor.exchange(code).status == 200)
        }
    }

    @Test("each documented parameter is needed", arguments: DialectCase.all)
    func needsEveryParameter(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let code = try await vendor.code()
            // Whether the redirect URI is needed may depend on the authorization request: RedirectParameterTests.
            for name in dialect.tokenParameters("", "", "").map(\.0) where !dialect.optionalParameters.contains(name) {
                let answer = try await vendor.exchange(code) { $0.filter { $0.0 != name } }
                #expect(answer.status == 400, "without \(name)")
                #expect(answer.json["error"] == "invalid_request", "without \(name)")
            }
            #expect(try await vendor.exchange(code).status == 200)
        }
    }

    @Test("an id stands for the account: the same for two of its users, another for another account", arguments: DialectCase.all)
    func namesTheAccount(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let (world, tenant) = (vendor.world, vendor.tenant)
            let second = try await world.account("Second Account", in: tenant)
            _ = try await world.user("grace@first.example", in: [vendor.account], of: tenant)
            _ = try await world.user("alan@second.example", in: [second], of: tenant)
            var ids: [String] = []
            for email in [Vendor.email, "grace@first.example", "alan@second.example"] {
                ids.append(try await vendor.account(of: try await vendor.token(as: email)))
            }
            #expect(ids == [vendor.account.publicID, vendor.account.publicID, second.publicID])
            #expect(vendor.account.publicID != second.publicID)
        }
    }

    @Test("how many tokens of an account live is the dialect's rule; other platforms and accounts do not count", arguments: DialectCase.all)
    func keepsTokens(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let (world, tenant) = (vendor.world, vendor.tenant)
            let second = try await world.account("Second Account", in: tenant)
            _ = try await world.user("grace@first.example", in: [vendor.account], of: tenant)
            _ = try await world.user("alan@second.example", in: [second], of: tenant)
            let first = try await vendor.token()
            let ofAnotherAccount = try await vendor.token(as: "alan@second.example")
            let another = try await vendor.anotherPlatform()
            let ofAnotherPlatform = try await vendor.token(for: another)
            #expect(try await vendor.works(first))

            let next = try await vendor.token(as: "grace@first.example")
            #expect(next != first)
            #expect(try await vendor.works(next))
            #expect(try await vendor.works(first) == !(dialect.keepsOneToken || dialect.keepsLastApprover))
            #expect(try await vendor.works(ofAnotherAccount))
            #expect(try await vendor.works(ofAnotherPlatform, for: another))
            let grants = try await world.storage.transaction(tenant: tenant.id) { stores in try stores.grants.live() }
            #expect(grants.count == (dialect.isForAccount ? 3 : 4))
        }
    }

    @Test("a token lives as long as documented", arguments: DialectCase.all)
    func tokenExpires(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let token = try await vendor.token()
            let years = Duration.seconds(10 * 365 * 86_400)
            guard let lifetime = dialect.tokenLifetime else {
                try await vendor.world.moveClock(of: vendor.tenant, to: years)
                return #expect(try await vendor.works(token))
            }
            try await vendor.world.moveClock(of: vendor.tenant, to: lifetime - .seconds(60))
            #expect(try await vendor.works(token))
            try await vendor.world.moveClock(of: vendor.tenant, to: lifetime + .seconds(1))
            #expect(try await !vendor.works(token))
        }
    }

    /// A code as quickly as one can be had, for tests of time. The plain dialect's names its redirect URI at the exchange, which is allowed.
    private func newCode(of vendor: Vendor) async throws -> String {
        try await vendor.world.code(
            for: vendor.platform.platform, account: vendor.account, user: vendor.user, in: vendor.tenant
        ).value
    }
}
