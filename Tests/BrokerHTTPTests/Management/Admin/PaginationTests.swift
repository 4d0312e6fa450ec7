import Foundation
import Model
import TestSupport
import Testing

@Suite("pages of the management API", .database)
struct PaginationTests {
    @Test("pages hold every row once, whatever is added meanwhile, and rows of one moment too")
    func stable() async throws {
        try await Desk.run { desk in
            let tenant = desk.tenant.id
            let platform = desk.platform.platform.id
            // Rows of one transaction have one time.
            func add(_ count: Int) async throws {
                try await desk.world.storage.transaction(tenant: tenant) { stores in
                    for _ in 0..<count { try stores.events.insert(Event(.tokenReplayed, platform: platform, data: [:])) }
                }
            }
            for _ in 0..<3 { try await add(7) }
            let before = Set(try await desk.call("GET", "events?limit=200").rows.compactMap { $0["id"] as? String })
            #expect(before.count == 21)
            var seen: [String] = []
            var cursor: String?
            repeat {
                let page = try await desk.call("GET", "events?limit=4" + (cursor.map { "&cursor=\($0)" } ?? ""))
                #expect(page.status == 200)
                seen += page.rows.compactMap { $0["id"] as? String }
                cursor = page.cursor
                #expect(page.rows.count == 4 || cursor == nil)
                try await add(3)
            } while cursor != nil
            #expect(seen.count == 21)
            #expect(Set(seen) == before)
            #expect(try await desk.call("GET", "events").rows.count == 39)
        }
    }

    @Test("endpoints and deliveries have pages as well, and a page that ends with the list has no next one")
    func lists() async throws {
        try await Desk.run { desk in
            var made: [String] = []
            for number in 0..<4 { made.append(try await desk.endpoint("https://partner.example/\(number)").id) }
            for id in made { #expect(try await desk.call("POST", "webhook-endpoints/\(id)/test").status == 202) }
            for path in ["webhook-endpoints", "deliveries"] {
                let first = try await desk.call("GET", "\(path)?limit=3")
                #expect(first.rows.count == 3)
                let second = try await desk.call("GET", "\(path)?limit=3&cursor=\(try #require(first.cursor))")
                #expect(second.rows.count == 1)
                #expect(second.cursor == nil)
                let ids = (first.rows + second.rows).compactMap { $0["id"] as? String }
                #expect(Set(ids).count == 4)
                if path == "webhook-endpoints" { #expect(ids == made.reversed()) }
                #expect(try await desk.call("GET", "\(path)?limit=4").cursor == nil)
            }
        }
    }

    @Test("a cursor that was never given out, and a limit out of bounds, are told as such")
    func refusals() async throws {
        try await Desk.run { desk in
            for path in ["webhook-endpoints", "events", "deliveries"] {
                for cursor in [
                    "", "x", "%00", String(repeating: "A", count: 31), "g" + String(repeating: "A", count: 31),
                    String(repeating: "=", count: 32),
                    "f" + String(repeating: "_", count: 31), String(repeating: "A", count: 33), String(repeating: "%2B", count: 32),
                ] {
                    let answer = try await desk.call("GET", "\(path)?cursor=\(cursor)")
                    #expect(answer.isProblem(400, "malformed-request", fields: ["cursor"]), "\(cursor): \(answer.body)")
                }
                for limit in ["0", "201", "-1", "x", "", "1.0", "9999999999999999999999"] {
                    let answer = try await desk.call("GET", "\(path)?limit=\(limit)")
                    #expect(answer.isProblem(400, "malformed-request", fields: ["limit"]), "\(limit): \(answer.body)")
                }
                #expect(try await desk.call("GET", "\(path)?cursor=\(String(repeating: "A", count: 32))").status == 200)
            }
        }
    }
}
