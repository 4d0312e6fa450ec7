import Foundation
import Model
import Testing

@testable import Storage

@Suite("what memory makes of a barrier read")
struct TenantMemoryTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private final class Entry: MemoryEntry, @unchecked Sendable {}

    private func revision(_ number: Int) -> Revision { Revision(number: number, stamp: UUID()) }

    private func reply(_ revision: Revision, _ changes: [LoggedChange] = []) -> BarrierReply {
        BarrierReply(tenantID: UUID(), revision: revision, clockOffset: .zero, clock: now, changes: changes)
    }

    private func change(_ revision: Revision, _ ids: [UUID] = [], everything: Bool = false) -> LoggedChange {
        LoggedChange(revision: revision, everything: everything, ids: ids)
    }

    /// A memory with one token of one grant of one account.
    private func memory(_ revision: Revision, grant: UUID = UUID(), account: UUID = UUID(), hash: TokenHash) -> TenantMemory {
        var memory = TenantMemory(reply(revision))
        memory.insert { table in
            Entry(hash, parts: [table.part(grant, "grant", from: [table.part(account, "account")])], expiresAt: nil)
        }
        return memory
    }

    private func holds(_ memory: inout TenantMemory, _ hash: TokenHash) -> Bool { memory.find(hash, at: now, as: Entry.self) != nil }

    @Test("the same number and stamp leave all as it is")
    func equal() throws {
        let (hash, present) = (try TokenHash.fresh(), revision(7))
        var memory = memory(present, hash: hash)
        #expect(memory.apply(reply(present)) == nil)
        #expect(holds(&memory, hash))
    }

    @Test("a number that came back with another stamp is another's: all goes")
    func stamp() throws {
        let hash = try TokenHash.fresh()
        var memory = memory(revision(7), hash: hash)
        let other = revision(7)
        _ = memory.apply(reply(other, [change(other)]))
        #expect(!holds(&memory, hash))
        #expect(memory.revision == other)
    }

    @Test("an unbroken log drops what it names and no more")
    func log() throws {
        let (hash, present, next) = (try TokenHash.fresh(), revision(7), revision(8))
        var memory = memory(present, hash: hash)
        #expect(memory.apply(reply(next, [change(present), change(next, [UUID()])])) == nil)
        #expect(holds(&memory, hash))
        #expect(memory.revision == next)
    }

    @Test("what a change names takes all that is made from it along", arguments: [0, 1, 2])
    func dependency(_ named: Int) throws {
        let (hash, grant, account) = (try TokenHash.fresh(), UUID(), UUID())
        let (present, next) = (revision(7), revision(8))
        var memory = memory(present, grant: grant, account: account, hash: hash)
        let half = hash.words
        let token = withUnsafeBytes(of: (half.0.bigEndian, half.1.bigEndian)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        _ = memory.apply(reply(next, [change(present), change(next, [[grant, account, token][named]])]))
        #expect(!holds(&memory, hash))
        #expect(memory.entries.count == 0)
    }

    @Test(
        "a log with a gap, of another beginning, of another end, or none at all drops everything",
        arguments: ["gap", "beginning", "end", "none", "everything"])
    func broken(_ kind: String) throws {
        let (hash, present, next, last) = (try TokenHash.fresh(), revision(7), revision(8), revision(9))
        var memory = memory(present, hash: hash)
        let changes: [LoggedChange] =
            switch kind {
            case "gap": [change(present), change(last)]
            case "beginning": [change(revision(7)), change(next), change(last)]
            case "end": [change(present), change(next)]
            case "everything": [change(present), change(next, everything: true), change(last)]
            default: []
            }
        #expect(memory.apply(reply(last, changes)) != nil)
        #expect(!holds(&memory, hash))
        #expect(memory.revision == last)
    }

    @Test("a part read anew is not the one that went")
    func replaced() throws {
        let (old, new, grant, account) = (try TokenHash.fresh(), try TokenHash.fresh(), UUID(), UUID())
        let (present, next) = (revision(7), revision(8))
        var memory = memory(present, grant: grant, account: account, hash: old)
        _ = memory.apply(reply(next, [change(present), change(next, [account])]))
        memory.insert { table in Entry(new, parts: [table.part(grant, "grant", from: [table.part(account, "account")])], expiresAt: nil) }
        #expect(holds(&memory, new))
        #expect(!holds(&memory, old))
        #expect(holds(&memory, new))
    }

    @Test("what nobody uses any more is forgotten with its parts")
    func parts() throws {
        var memory = TenantMemory(reply(revision(1)))
        let account = UUID()
        for _ in 0..<500 {
            let (hash, grant) = (try TokenHash.fresh(), UUID())
            memory.insert { table in
                Entry(hash, parts: [table.part(grant, "grant", from: [table.part(account, "account")])], expiresAt: nil)
            }
        }
        #expect(memory.parts.count == 501)
        while memory.dropIdle() {}
        #expect(memory.entries.count == 0)
        #expect(memory.parts.count == 0)
    }

    @Test("half a hash finds nothing")
    func proof() throws {
        let hash = try TokenHash.fresh()
        var memory = memory(revision(1), hash: hash)
        var bytes = hash.rawValue
        bytes[31] ^= 1
        let other = try #require(TokenHash(rawValue: bytes))
        #expect(!holds(&memory, other))
        #expect(holds(&memory, hash))
    }

    @Test("an entry past its end is not good")
    func expiry() throws {
        let hash = try TokenHash.fresh()
        var memory = TenantMemory(reply(revision(1)))
        memory.insert { _ in Entry(hash, parts: [], expiresAt: now) }
        #expect(memory.find(hash, at: now.addingTimeInterval(-0.001), as: Entry.self) != nil)
        #expect(memory.find(hash, at: now, as: Entry.self) == nil)
    }
}
