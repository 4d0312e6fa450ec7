import Broker
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@Suite("the audit log by the management API", .database)
struct AuditRouteTests {
    private func write(_ count: Int, in desk: Desk) async throws {
        try await desk.world.storage.transaction(tenant: desk.tenant.id) { stores in
            for number in 0..<count {
                try stores.auditEntries.insert(
                    AuditEntry(
                        number % 2 == 0 ? "thing.made" : "thing.ended", by: .operator("ops"), target: .init("thing", "t\(number)"),
                        detail: ["count": .integer(number)], change: .init(before: ["name": "old"], after: ["name": "new\n"])),
                    sourceAddress: "192.0.2.1", requestID: "r\(number)")
            }
        }
    }

    private func lines(_ answer: HTTPTester.Answer) -> [[String: Any]] {
        answer.body.split(separator: "\n").compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }

    @Test("lists entries by pages, by what is asked for, and shows one with what it changed")
    func list() async throws {
        try await Desk.run { desk in
            try await write(10, in: desk)
            let page = try await desk.call("GET", "audit-log?action=thing.made&limit=3")
            #expect(page.status == 200 && page.rows.count == 3)
            let rest = try await desk.call("GET", "audit-log?action=thing.made&limit=3&cursor=\(try #require(page.cursor))")
            #expect(rest.rows.count == 2 && rest.cursor == nil)
            #expect(Set((page.rows + rest.rows).compactMap { $0["target_id"] as? String }) == ["t0", "t2", "t4", "t6", "t8"])
            for (query, count) in [
                ("target_kind=thing", 10), ("target_kind=thing&target_id=t3", 1), ("actor_kind=operator&actor_id=ops", 10),
                ("actor_id=nobody", 0), ("request_id=r4", 1), ("since=2999-01-01T00:00:00Z", 0),
                ("until=2000-01-01T00:00:00Z", 0), ("actor_kind=operator&until=2999-01-01T00:00:00Z&since=2000-01-01T00:00:00Z", 10),
            ] {
                #expect(try await desk.call("GET", "audit-log?\(query)").rows.count == count, "\(query)")
            }
            let id = try #require(page.rows.first?["id"] as? String)
            let one = try await desk.call("GET", "audit-log/\(id)")
            #expect(one.status == 200)
            #expect(one.object["before"] as? [String: String] == ["name": "old"])
            #expect(one.object["after"] as? [String: String] == ["name": "new\n"])
            #expect(one.object["number"] is NSNull)
            #expect(one.object["source_address"] as? String == "192.0.2.1")
        }
    }

    @Test("refuses what it cannot read, and has no entry of another tenant")
    func refusals() async throws {
        try await Desk.run { desk in
            #expect(try await desk.call("GET", "audit-log?actor_kind=robot").isProblem(422, "invalid-input", fields: ["actor_kind"]))
            #expect(try await desk.call("GET", "audit-log?since=yesterday").isProblem(422, "invalid-input", fields: ["since"]))
            #expect(try await desk.call("GET", "audit-log/export?until=x").isProblem(422, "invalid-input", fields: ["until"]))
            #expect(try await desk.call("GET", "audit-log/export?from=x").status == 400)
            #expect(try await desk.call("GET", "audit-log/state?x=y").status == 400)
            #expect(try await desk.call("GET", "audit-log/\(AdminRoute.nobody)").status == 404)
            #expect(try await desk.call("DELETE", "audit-log").status == 405)
            #expect(try await desk.call("POST", "audit-log/export").status == 405)
            let other = try await desk.world.tenant(.standard)
            let entries = try await ReadAuditLog(engine: desk.world.engine).newest(AuditFilter(), limit: 10, in: other)
            let foreign = try #require(entries.first).id
            #expect(try await desk.call("GET", "audit-log/\(foreign)").status == 404)
        }
    }

    @Test("exports all of it in lines like the list's, page after page, the oldest first")
    func export() async throws {
        try await Desk.run { desk in
            try await write(ReadAuditLog.longestPage + 7, in: desk)
            try await write(3, in: desk)
            let answer = try await desk.call("GET", "audit-log/export?actor_kind=operator")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/jsonl")
            let lines = lines(answer)
            #expect(lines.count == ReadAuditLog.longestPage + 10)
            #expect(answer.body.hasSuffix("\n"))
            #expect(Set(lines.compactMap { $0["id"] as? String }).count == lines.count)
            let times = lines.compactMap { $0["occurred_at"] as? String }
            #expect(times == times.sorted())
            let shown = try await desk.call("GET", "audit-log/\(try #require(lines.first?["id"] as? String))")
            #expect(answer.body.hasPrefix(shown.body + "\n"))
            let span = try await desk.call("GET", "audit-log/export?until=2000-01-01T00:00:00Z")
            #expect(span.status == 200 && span.body.isEmpty)
            let head = try await desk.call("HEAD", "audit-log/export")
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test("says how far it is sealed; health does of all tenants, and is ill when nobody seals")
    func state() async throws {
        try await Desk.run { desk in
            let fresh = try await desk.call("GET", "audit-log/state")
            #expect(fresh.object["head"] is NSNull && fresh.object["sealed_at"] is NSNull)
            #expect(fresh.object["waiting"] as? Int ?? 0 > 0)
            let before = try await desk.tester.send("GET", "/health/audit", management: true)
            #expect(before.status == 200)
            #expect((before.object["waiting_ms"] as? Int).map { $0 >= 0 } == true)
            let waiting = try #require(fresh.object["waiting"] as? Int)
            while try await SealAuditLog(engine: desk.world.engine)(desk.tenant.id) {}
            let sealed = try await desk.call("GET", "audit-log/state")
            let head = try #require(sealed.object["head"] as? [String: Any])
            #expect(head["number"] as? Int == waiting)
            #expect((head["hash"] as? String)?.count == 64)
            #expect(sealed.object["waiting"] as? Int == 0 && sealed.object["has_older"] as? Bool == false)
            #expect(try await desk.call("GET", "audit-log?limit=1").rows.first?["number"] as? Int == waiting)
            let healthy = try await desk.tester.send("GET", "/health/audit", management: true)
            #expect(healthy.object["tenants_waiting"] as? Int == 0 && healthy.object["waiting_ms"] as? Int == 0)

            try await write(1, in: desk)
            try await desk.world.inspect { session in
                try session.execute("UPDATE audit_queue SET queued_at = queued_at - interval '11 s'")
            }
            let ill = try await desk.tester.send("GET", "/health/audit", management: true)
            #expect(ill.status == 503 && ill.object["status"] as? String == "behind")
            #expect(ill.object["tenants_waiting"] as? Int == 1 && ill.object["waiting_ms"] as? Int ?? 0 > 10_000)
            #expect(try await desk.tester.send("GET", "/health/ready", management: true).status == 200)
        }
    }
}
