import Foundation
import Model
import Testing

@testable import Storage

@Suite("the table of entries")
struct EntryTableTests {
    /// Few homes and many collisions.
    private func hash(_ number: Int) throws -> TokenHash {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[7] = UInt8(number % 5)
        bytes[15] = UInt8(number & 0xFF)
        bytes[14] = UInt8(number >> 8)
        return try #require(TokenHash(rawValue: bytes))
    }

    @Test("does what a dictionary does, through collisions, growth and removals")
    func model() throws {
        var table = EntryTable()
        var model: [MemoryKey: MemoryEntry] = [:]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let hash = try hash(Int.random(in: 0..<400, using: &generator))
            let key = MemoryKey(hash)
            if Bool.random(using: &generator) {
                let entry = MemoryEntry(hash, parts: [], expiresAt: nil)
                #expect(table.insert(entry) === model.updateValue(entry, forKey: key))
            } else {
                #expect(table.remove(key) === model.removeValue(forKey: key))
            }
            #expect(table.count == model.count)
        }
        for number in 0..<400 {
            let key = MemoryKey(try hash(number))
            #expect(table.find(key) === model[key])
        }
    }

    @Test("what was used since the hand came by stays, the rest goes")
    func clock() throws {
        var table = EntryTable()
        var entries: [MemoryEntry] = []
        for _ in 0..<100 {
            let entry = MemoryEntry(try .fresh(), parts: [], expiresAt: nil)
            entries.append(entry)
            _ = table.insert(entry)
        }
        for entry in entries { entry.wasUsed = false }
        for entry in entries.prefix(30) { entry.wasUsed = true }
        for _ in 0..<70 { #expect(table.removeIdle() != nil) }
        #expect(entries.prefix(30).allSatisfy { table.find($0.key) === $0 })
        #expect(table.count == 30)
    }

    @Test("an empty table gives nothing")
    func empty() throws {
        var table = EntryTable()
        let key = MemoryKey(try TokenHash.fresh())
        #expect(table.find(key) == nil)
        #expect(table.remove(key) == nil)
        #expect(table.removeIdle() == nil)
    }
}
