import Broker
import Foundation
import Model
import Secrets
import TestSupport
import Testing

@Suite("checking the audit log", .database)
struct VerificationTests {
    /// What somebody does who may change everything in the database, and how the check names it. `ENTRY` is the entry at number 3.
    struct Mutant: Sendable, CustomTestStringConvertible {
        let script: String
        let findings: [String]

        init(_ script: String, _ findings: String...) {
            self.script = script
            self.findings = findings
        }

        var testDescription: String { script }
    }

    private static let columns = [
        "occurred_at = occurred_at + interval '1 microsecond'", "occurred_at = 'infinity'", "actor_kind = 'server'", "actor_id = 'other'",
        "actor_id = NULL", "actor_id = ''", "action = 'thing.undone'", "target_kind = 'thin', target_id = 'gt0'", "target_id = NULL",
        #"detail = '{"count": 9}'"#, #"detail = '[]'"#, "before = NULL", "before = after", "after = NULL, before = after",
        "source_address = NULL",
        "source_address = '192.0.2.2'", "request_id = 'r9'", "source_address = request_id, request_id = source_address",
    ]

    @Test("an entry of which anything was altered is found, and only that one", arguments: columns)
    func altered(_ change: String) async throws {
        try await expect(["altered 3"], after: "UPDATE audit_entry SET \(change) WHERE id = ENTRY")
    }

    private static let mutants = [
        Mutant("DELETE FROM audit_entry WHERE id = ENTRY", "removed 3"),
        Mutant(
            "DELETE FROM audit_entry WHERE id = ENTRY; DELETE FROM audit_seal WHERE tenant_id = TENANT AND number = 3", "seals_removed 3"),
        Mutant("DELETE FROM audit_seal WHERE tenant_id = TENANT AND number IN (1, 2)", "seals_removed 1-2", "inserted", "inserted"),
        // The next one was chained to what stood there.
        Mutant(
            "UPDATE audit_seal SET hash = sha256('') WHERE tenant_id = TENANT AND number = 3", "altered 3", "altered 4", "batch_altered 1-3"
        ),
        Mutant("UPDATE audit_seal SET hash = sha256('') WHERE tenant_id = TENANT AND number = 6", "altered 6", "batch_altered 4-6"),
        Mutant(
            """
            CREATE TEMPORARY TABLE pair AS SELECT number, entry_id FROM audit_seal WHERE tenant_id = TENANT AND number IN (2, 3);
            UPDATE audit_seal SET entry_id = gen_random_uuid() WHERE tenant_id = TENANT AND number IN (2, 3);
            UPDATE audit_seal AS seal SET entry_id = pair.entry_id FROM pair WHERE tenant_id = TENANT AND seal.number = 5 - pair.number
            """, "altered 2", "altered 3"),
        Mutant(
            """
            UPDATE audit_seal SET number = 100 WHERE tenant_id = TENANT AND number = 2;
            UPDATE audit_seal SET number = 2 WHERE tenant_id = TENANT AND number = 3;
            UPDATE audit_seal SET number = 3 WHERE tenant_id = TENANT AND number = 100
            """, "altered 2", "altered 3", "altered 4", "batch_altered 1-3"),
        Mutant(
            "UPDATE audit_batch SET sealed_at = sealed_at - interval '1 day' WHERE tenant_id = TENANT AND last_number = 3",
            "batch_altered 1-3"),
        Mutant("UPDATE audit_batch SET key_id = 'k0' WHERE tenant_id = TENANT AND last_number = 3", "unknown_key"),
        Mutant(
            "UPDATE audit_batch SET first_number = 5 WHERE tenant_id = TENANT AND last_number = 6", "batch_removed 4", "batch_altered 5-6"),
        Mutant(
            "DELETE FROM audit_batch WHERE tenant_id = TENANT AND last_number = 3", "batch_removed 1", "batch_removed 2", "batch_removed 3"),
        Mutant(
            "DELETE FROM audit_batch WHERE tenant_id = TENANT AND last_number = 6", "batch_removed 4", "batch_removed 5", "batch_removed 6"),
        Mutant(
            "DELETE FROM audit_entry USING audit_seal WHERE id = entry_id AND number > 4; DELETE FROM audit_seal WHERE tenant_id = TENANT AND number > 4",
            "seals_removed 5-6"),
        Mutant("DELETE FROM audit_seal WHERE tenant_id = TENANT; DELETE FROM audit_entry", "seals_removed 1-6"),
        Mutant(
            """
            ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_queued;
            INSERT INTO audit_entry (tenant_id, actor_kind, action) VALUES (TENANT, 'server', 'never.happened')
            """, "inserted"),
        Mutant(
            """
            ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_queued;
            INSERT INTO audit_entry (tenant_id, id, actor_kind, action) VALUES (TENANT, md5('x')::uuid, 'server', 'never.happened');
            INSERT INTO audit_seal (tenant_id, number, entry_id, hash) VALUES (TENANT, 7, md5('x')::uuid, sha256('x'));
            INSERT INTO audit_batch (tenant_id, first_number, last_number, key_id, sealed_at, hash)
                VALUES (TENANT, 7, 7, 'test', now(), sha256('x'))
            """, "altered 7", "batch_altered 7"),
    ]

    @Test("what was removed, put in another order, put in or forged is found and named", arguments: mutants)
    func found(_ mutant: Mutant) async throws {
        try await expect(mutant.findings, after: mutant.script)
    }

    /// Six entries in two batches of three.
    private func chained(_ scene: Scene) async throws {
        try await scene.tamper("DELETE FROM audit_queue; DELETE FROM audit_entry")
        for _ in 0..<2 {
            try await scene.write(3)
            try await scene.seal()
        }
        #expect(try await scene.verify().findings == [])
        #expect(try await scene.verify().checked == 6)
    }

    private func expect(_ findings: [String], after script: String) async throws {
        try await Scene.run { scene in
            try await chained(scene)
            try await scene.tamper(
                script.replacing("ENTRY", with: "(SELECT entry_id FROM audit_seal WHERE tenant_id = TENANT AND number = 3)"))
            let report = try await scene.verify()
            #expect(report.findings.map(Self.text).sorted() == findings.sorted(), "\(report.findings)")
            #expect(!report.isIntact)
        }
    }

    private static func text(_ finding: AuditFinding) -> String {
        guard let numbers = finding.numbers else { return finding.kind.rawValue }
        return "\(finding.kind.rawValue) \(numbers.count == 1 ? "\(numbers.lowerBound)" : "\(numbers.lowerBound)-\(numbers.upperBound)")"
    }

    @Test("an entry that was removed before it could be sealed is missed for good")
    func removedBeforeSealing() async throws {
        try await Scene.run { scene in
            try await chained(scene)
            try await scene.write(2)
            try await scene.tamper(
                """
                DELETE FROM audit_entry AS entry USING audit_queue AS queue WHERE entry.id = ANY (queue.entry_ids)
                    AND request_id = 'r0'
                """)
            try await scene.seal()
            try await scene.write(1)
            try await scene.seal()
            let report = try await scene.verify()
            #expect(report.findings.map(\.kind) == [.removedUnsealed])
            #expect(report.checked == 9)
        }
    }

    @Test("the newest entries taken away with all that is said of them are missed by a head that was kept elsewhere, and by nothing else")
    func cutOff() async throws {
        try await Scene.run { scene in
            try await chained(scene)
            let head = try #require(try await scene.auditState().head)
            #expect(AuditHead(text: head.text) == head)
            #expect(try await scene.verify(expected: head).isIntact)
            try await scene.write(1)
            try await scene.seal()
            #expect(try await scene.verify(expected: head).isIntact)
            try await scene.tamper(
                """
                DELETE FROM audit_entry USING audit_seal AS seal WHERE id = entry_id AND number > 3;
                DELETE FROM audit_seal WHERE number > 3;
                DELETE FROM audit_batch WHERE last_number > 3
                """)
            #expect(try await scene.verify().isIntact)
            #expect(try await scene.verify(expected: head).findings.map(\.kind) == [.otherHead])
            // What is written from now on takes the numbers of what is gone.
            try await scene.write(5)
            try await scene.seal()
            #expect(try await scene.verify(expected: head).findings.map(Self.text) == ["other_head 6"])
        }
    }

    @Test("who has the database and no key cannot chain anew")
    func otherKey() async throws {
        try await Scene.run { scene in
            try await chained(scene)
            try await scene.tamper(
                """
                UPDATE audit_entry SET action = 'thing.undone';
                INSERT INTO audit_queue (tenant_id, entry_ids) SELECT tenant_id, array_agg(entry_id ORDER BY number) FROM audit_seal GROUP BY tenant_id;
                DELETE FROM audit_seal; DELETE FROM audit_batch
                """)
            try await scene.seal(under: scene.engine(keys: try KeyRing(parsing: try KeyRing.newFileText(id: "test"))))
            let report = try await scene.verify()
            #expect(report.checked == 6)
            #expect(report.findings.map(\.kind).filter { $0 == .altered }.count == 6)
        }
    }

    @Test("what was sealed under an earlier key is checked as long as its line is there")
    func rotation() async throws {
        try await Scene.run { scene in
            let (old, new) = (try KeyRing.newFileText(id: "old"), try KeyRing.newFileText(id: "new"))
            try await scene.seal(under: scene.engine(keys: try KeyRing(parsing: old)))
            try await scene.write(3)
            let both = scene.engine(keys: try KeyRing(parsing: new + old))
            try await scene.seal(under: both)
            #expect(try await scene.verify(with: both).findings == [])
            let onlyNew = try await scene.verify(with: scene.engine(keys: try KeyRing(parsing: new)))
            #expect(onlyNew.findings.map(\.kind) == [.unknownKey])
            #expect(onlyNew.findings.first?.description.contains("old") == true)
        }
    }

    @Test("what waits is reported and is no finding")
    func tail() async throws {
        try await Scene.run { scene in
            try await chained(scene)
            try await scene.write(4)
            let report = try await scene.verify()
            #expect(report.isIntact)
            #expect(report.state.waiting == 4)
            #expect(report.state.waitingFor > .zero && report.state.waitingFor < .seconds(60))
            let tail = try await ReadAuditLog(engine: scene.engine).tail()
            #expect(tail.tenants == 1)
            #expect(tail.waitingFor > .zero && tail.waitingFor < .seconds(60))
        }
    }

    @Test("tells how far it is, and long chains are checked to their end")
    func progress() async throws {
        try await Scene.run { scene in
            try await chained(scene)
            try await scene.write(2100)
            try await scene.seal()
            var told: [Int] = []
            let report = try await VerifyAuditLog(engine: scene.engine)(scene.tenant) { checked, total in
                #expect(total == 2106)
                told.append(checked)
            }
            #expect(told == [1000, 2000, 2106])
            #expect(report.isIntact && report.checked == 2106)
            try await scene.tamper("DELETE FROM audit_seal WHERE number BETWEEN 900 AND 1900")
            #expect(try await scene.verify().findings.first.map(Self.text) == "seals_removed 900-1900")
        }
    }

    @Test(
        "a head is read as it is written, and nothing else",
        arguments: ["", "3", "3:", ":ab", "3:abc", "0:" + zeros, "-1:" + zeros, "3:" + zeros + "0"])
    func headText(_ text: String) {
        #expect(AuditHead(text: text) == nil)
        #expect(AuditHead(text: "3:" + Self.zeros) == AuditHead(number: 3, hash: [UInt8](repeating: 0, count: 32)))
    }

    private static let zeros = String(repeating: "0", count: 64)
}
