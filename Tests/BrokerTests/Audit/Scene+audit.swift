import Broker
import Foundation
import Model
import Postgres
import Secrets
import Storage
import TestSupport

extension Scene {
    /// Seals until nothing waits.
    func seal(under engine: Engine? = nil) async throws {
        while try await SealAuditLog(engine: engine ?? self.engine)(tenant.id) {}
    }

    func verify(expected: AuditHead? = nil, with engine: Engine? = nil) async throws -> AuditReport {
        try await VerifyAuditLog(engine: engine ?? self.engine)(tenant, expected: expected)
    }

    func auditState() async throws -> AuditState { try await ReadAuditLog(engine: engine).state(of: tenant) }

    /// So many entries, each with everything an entry can have, in one transaction.
    func write(_ count: Int, _ action: String = "thing.done") async throws {
        try await stores { stores in
            for number in 0..<count {
                try stores.auditEntries.insert(
                    AuditEntry(
                        action, by: .operator("ops"), target: .init("thing", "t\(number)"), detail: ["count": .integer(number)],
                        change: .init(before: ["name": "old"], after: ["name": "new"])),
                    sourceAddress: "192.0.2.1", requestID: "r\(number)")
            }
        }
    }

    /// Entries of which all of the chain up to now is made.
    func sealedEntries() async throws -> Int {
        let id = tenant.id.rawValue
        return try await world.inspect { session in
            try session.value(
                """
                SELECT count(*) FROM audit_seal AS seal JOIN audit_entry AS entry ON entry.tenant_id = seal.tenant_id AND entry.id = entry_id
                WHERE seal.tenant_id = \(id)
                """)
        } ?? 0
    }

    func allEntries() async throws -> Int {
        let id = tenant.id.rawValue
        return try await world.inspect { session in
            try session.value("SELECT count(*) FROM audit_entry WHERE tenant_id = \(id)")
        } ?? 0
    }

    /// What somebody does who may change anything in the database and has no key.
    func tamper(_ script: String) async throws {
        let text = script.replacing("TENANT", with: "'\(tenant.id)'")
        try await world.inspect { session in try session.script(text) }
    }

    func engine(keys: KeyRing) -> Engine {
        Engine(
            storage: world.storage, keys: keys, passwords: engine.passwords, dialects: engine.dialects, publicURL: World.publicURL)
    }
}
