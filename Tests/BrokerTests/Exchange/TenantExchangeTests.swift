import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("export and import of a tenant", .database)
struct TenantExchangeTests {
    @Test("what is exported makes the same tenant elsewhere, and imported again changes nothing", arguments: [Dialect.standard, .xurrent])
    func roundTrip(dialect: Dialect) async throws {
        try await World.run(dialects: [dialect], connections: 8) { world in
            let scene = try await Scene(world, dialect: dialect)
            _ = try await scene.colleague("bob@first.example", roles: ["auditor"])
            _ = try await ManageUsers(engine: scene.engine).setDisabled(true, scene.user.id, in: scene.tenant, by: .server)
            try await scene.setDisabled(true, .platform(clientID: scene.platform.platform.clientID))
            let exported = try await ExportTenant(engine: scene.engine)(scene.tenant)
            let text = String(decoding: try exported.json(), as: UTF8.self)
            #expect(!text.contains("secret"))
            let other = try await world.tenant(dialect)
            let document = try TenantDocument(json: try exported.json())
            let importing = ImportTenant(engine: scene.engine)
            let planned = try await importing(document, isDryRun: true, in: other, by: .server)
            #expect(planned.accounts.created == 1 && planned.users.created == 2 && planned.memberships.created == 2)
            #expect(planned.platforms.created == 1 && planned.newSecrets.isEmpty)
            #expect(try await ExportTenant(engine: scene.engine)(other).accounts.isEmpty)

            let first = try await importing(document, isDryRun: false, in: other, by: .server)
            #expect(first.newSecrets.map(\.clientID) == [scene.platform.platform.clientID])
            #expect(first.newSecrets.allSatisfy { $0.clientSecret != nil })
            let again = try await ExportTenant(engine: scene.engine)(other)
            #expect(try Self.comparable(again) == Self.comparable(exported))
            for _ in 1...2 {
                let second = try await importing(document, isDryRun: false, in: other, by: .server)
                #expect(second.accounts == .init(unchanged: 1) && second.users == .init(unchanged: 2))
                #expect(second.memberships == .init(unchanged: 2) && second.platforms == .init(unchanged: 1))
                #expect(second.newSecrets.isEmpty)
            }
            await world.settle()
        }
    }

    @Test("what differs is changed, and what the document does not name stays")
    func changes() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            let extra = try await CreateAccount(engine: scene.engine)(name: "Extra", publicID: "extra", in: scene.tenant, by: .server)
            var document = try await ExportTenant(engine: scene.engine)(scene.tenant)
            document.accounts.removeAll { $0.id == extra.publicID }
            document.accounts[0].name = "Renamed"
            document.users[0].name = "Ada L."
            document.memberships[0].roles = ["auditor"]
            document.platforms[0].name = "New name"
            document.platforms[0].scopes = ["read"]
            document.platforms[0].description = "What it does."
            document.platforms[0].disabled = true
            let importing = ImportTenant(engine: scene.engine)
            let report = try await importing(document, isDryRun: false, in: scene.tenant, by: .server)
            for count in [report.accounts, report.users, report.memberships, report.platforms] { #expect(count == .init(updated: 1)) }
            let entry = try await FindPlatforms(engine: scene.engine)(scene.platform.platform.clientID, in: scene.tenant)
            #expect(entry.platform.name == "New name" && entry.platform.scopes == ["read"] && entry.platform.disabledAt != nil)
            #expect(entry.platform.description == "What it does.")
            let account = scene.account.publicID
            #expect(try await scene.stores { try $0.accounts.find(publicID: account)?.name } == "Renamed")
            #expect(try await scene.stores { try $0.accounts.find(publicID: "extra") } != nil)
            let second = try await importing(document, isDryRun: false, in: scene.tenant, by: .server)
            #expect(second.platforms == .init(unchanged: 1) && second.accounts == .init(unchanged: 1))
        }
    }

    @Test(
        "what is wrong is named by its place, and nothing is written",
        arguments: [
            ("accounts[0].id", #"{"id": "no good", "name": "A"}"#, "", "", ""),
            ("accounts[0].name", #"{"id": "a"}"#, "", "", ""),
            ("accounts[0].colour", #"{"id": "a", "name": "A", "colour": "red"}"#, "", "", ""),
            ("accounts[1].id", #"{"id": "a", "name": "A"}, {"id": "a", "name": "B"}"#, "", "", ""),
            ("users[0].email", "", #"{"email": "nobody"}"#, "", ""),
            ("memberships[0].account_id", "", "", #"{"email": "ada@first.example", "account_id": "x", "roles": []}"#, ""),
            ("memberships[0].roles", "", "", #"{"email": "ada@first.example", "account_id": "x", "roles": "all"}"#, ""),
            (
                "platforms[0].redirect_uris", "", "", "",
                #"{"client_id": "p", "name": "P", "redirect_uris": ["javascript:x"], "grant_types": ["authorization_code"]}"#
            ),
            ("platforms[0].grant_types", "", "", "", #"{"client_id": "p", "name": "P", "redirect_uris": [], "grant_types": ["password"]}"#),
            ("platforms[0].client_id", "", "", "", #"{"client_id": "p p", "name": "P", "redirect_uris": [], "grant_types": []}"#),
        ])
    func refusals(field: String, accounts: String, users: String, memberships: String, platforms: String) async throws {
        try await Scene.run(.standard) { scene in
            let text = """
                {"format": "symbolon-export", "version": 1, "tenant": {"slug": "s", "name": "S", "dialect": "standard"},
                "accounts": [\(accounts)], "users": [\(users)], "memberships": [\(memberships)], "platforms": [\(platforms)]}
                """
            let before = try await ExportTenant(engine: scene.engine)(scene.tenant).json()
            do {
                let document = try TenantDocument(json: Data(text.utf8))
                _ = try await ImportTenant(engine: scene.engine)(document, isDryRun: false, in: scene.tenant, by: .server)
                Issue.record("not refused")
            } catch let error as InputError {
                #expect(error.field == field, "\(error)")
            }
            #expect(try await ExportTenant(engine: scene.engine)(scene.tenant).json() == before)
        }
    }

    /// All of a document but whose it is.
    private static func comparable(_ document: TenantDocument) throws -> String {
        var document = document
        document.tenant = .init(slug: "", name: "", dialect: "")
        return String(decoding: try document.json(), as: UTF8.self)
    }
}
