import Model
import TestSupport
import Testing

@Suite("a connection of every dialect, in use and at its end", .database)
struct ConnectionConformanceTests {
    @Test("a good token is answered with the documented members, by each documented method", arguments: DialectCase.all)
    func validates(_ dialect: DialectCase) async throws {
        guard case .endpoint(let path, let methods, let members) = dialect.validation else { return }
        try await Vendor.run(dialect) { vendor in
            let token = try await vendor.token()
            for method in methods {
                let answer = try await vendor.tester.send(
                    method, vendor.base + path, headers: [("Authorization", "\(dialect.scheme) \(token)")])
                #expect(answer.status == 200)
                for (name, value) in members(vendor, token) { #expect(answer.json[name] == value) }
                #expect(answer["Cache-Control"] == "no-store")
            }
        }
    }

    @Test("only the whole token under the right scheme is good", arguments: DialectCase.all)
    func validatesNothingElse(_ dialect: DialectCase) async throws {
        guard case .endpoint(let path, let methods, _) = dialect.validation else { return }
        try await Vendor.run(dialect) { vendor in
            let token = try await vendor.token()
            let (path, method) = (vendor.base + path, methods[0])
            let none = try await vendor.tester.send(method, path)
            #expect(none.status == 401)
            #expect(none["WWW-Authenticate"] == dialect.scheme)
            let other = dialect.scheme == "Bearer" ? "Token" : "Bearer"
            for header in [
                dialect.scheme, "\(dialect.scheme) ", token, "\(other) \(token)", "\(dialect.scheme) \(token)x",
                "\(dialect.scheme) \(token) x",
                "\(dialect.scheme) \(token.dropLast())", "\(dialect.scheme) \(token.dropFirst())", "\(dialect.scheme)  \(token)",
                "\(dialect.scheme) \(token)%20", "\(dialect.scheme) \"\(token)\"", "Basic \(token)", "\(dialect.scheme),\(token)",
            ] {
                #expect(try await vendor.tester.send(method, path, headers: [("Authorization", header)]).status == 401)
            }
            let twice = [("Authorization", "\(dialect.scheme) \(token)"), ("Authorization", "\(dialect.scheme) \(token)")]
            #expect(try await vendor.tester.send(method, path, headers: twice).status == 401)
            let lowered = [("Authorization", "\(dialect.scheme.lowercased()) \(token)")]
            #expect(try await vendor.tester.send(method, path, headers: lowered).status == 200)
            #expect(try await vendor.tester.send(method, "\(path)?access_token=\(token)").status == 401)
        }
    }

    @Test("a platform ends the connection for every user of the account, without a body", arguments: DialectCase.disconnecting)
    func disconnects(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let (world, tenant) = (vendor.world, vendor.tenant)
            let second = try await world.account("Second Account", in: tenant)
            _ = try await world.user("grace@first.example", in: [vendor.account], of: tenant)
            _ = try await world.user("alan@second.example", in: [second], of: tenant)
            var tokens = [try await vendor.token()]
            tokens.append(try await vendor.token(as: "grace@first.example"))
            let waiting = try await vendor.code(as: "grace@first.example")
            let bystander = try await vendor.token(as: "alan@second.example")

            let last = try #require(tokens.last)
            let answer = try await vendor.disconnect(last)
            #expect(answer.status == 200)
            #expect(answer.json == dialect.disconnect?.answer(last))
            #expect(answer["Cache-Control"] == "no-store")

            for token in tokens { #expect(try await !vendor.works(token)) }
            let again = try await vendor.disconnect(last)
            #expect(again.status == 401)
            #expect(again.json["error"] == "invalid_token")
            #expect(try await vendor.exchange(waiting).json["error"] == "invalid_grant")
            #expect(try await vendor.works(bystander))
        }
    }

    @Test("connecting again after the end makes a new grant and a token that works", arguments: DialectCase.disconnecting)
    func reconnects(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            func liveGrant() async throws -> Grant? {
                try await vendor.world.storage.transaction(tenant: vendor.tenant.id) { stores in try stores.grants.live() }.first
            }
            let first = try await vendor.token()
            let before = try #require(try await liveGrant())
            #expect(try await vendor.disconnect(first).status == 200)
            #expect(try await liveGrant() == nil)

            let page = try await vendor.consentPage(in: vendor.tester.browser())
            #expect(!page.body.contains("already connected"))
            let second = try await vendor.token()
            #expect(try await vendor.works(second))
            #expect(try await !vendor.works(first))
            #expect(try #require(try await liveGrant()).id != before.id)
            let events = try await vendor.world.storage.transaction(tenant: vendor.tenant.id) { stores in try stores.events.all() }
            #expect(events.map(\.type) == ["account.connected", "account.disconnected", "account.connected"])
        }
    }

    @Test("a person ends the connection on the consent page, for the whole account", arguments: DialectCase.accountLevel)
    func personDisconnects(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            _ = try await vendor.world.user("grace@first.example", in: [vendor.account], of: vendor.tenant)
            let token = try await vendor.token()
            let browser = vendor.tester.browser()
            let page = try await vendor.consentPage(in: browser, as: "grace@first.example")
            let answer = try await browser.decide("disconnect", on: page.body, base: vendor.base)
            #expect(answer.status == 200)
            #expect(answer.body.contains("Disconnected"))
            #expect(try await !vendor.works(token))
        }
    }
}
