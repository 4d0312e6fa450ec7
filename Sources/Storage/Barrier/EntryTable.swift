/// The entries of one tenant by the first half of their hash: open addressing with linear probing, since a hash needs no hashing. The hand of
/// a clock goes round for what was not used since it last came by.
struct EntryTable {
    private var slots: [MemoryEntry?] = []
    private(set) var count = 0
    private var hand = 0

    private var mask: Int { slots.count - 1 }

    func find(_ key: MemoryKey) -> MemoryEntry? {
        guard !slots.isEmpty, let slot = slot(of: key) else { return nil }
        return slots[slot]
    }

    /// Puts an entry in the place of the one with its key, which is returned.
    mutating func insert(_ entry: MemoryEntry) -> MemoryEntry? {
        if (count + 1) * 10 > slots.count * 7 { grow() }
        if let slot = slot(of: entry.key) {
            defer { slots[slot] = entry }
            return slots[slot]
        }
        var slot = home(of: entry.key)
        while slots[slot] != nil { slot = (slot + 1) & mask }
        slots[slot] = entry
        count += 1
        return nil
    }

    mutating func remove(_ key: MemoryKey) -> MemoryEntry? {
        guard !slots.isEmpty, let slot = slot(of: key) else { return nil }
        return remove(at: slot)
    }

    /// Takes out one that is no longer whole, or was not used for a whole turn of the hand. `nil` when it is empty.
    mutating func removeIdle() -> MemoryEntry? {
        guard count > 0 else { return nil }
        while true {
            hand = (hand + 1) & mask
            guard let entry = slots[hand] else { continue }
            if entry.wasUsed, entry.isWhole {
                entry.wasUsed = false
            } else {
                defer { hand = (hand - 1) & mask }  // the one that moved into its place is looked at next
                return remove(at: hand)
            }
        }
    }

    private func home(of key: MemoryKey) -> Int { Int(truncatingIfNeeded: key.high) & mask }

    private func slot(of key: MemoryKey) -> Int? {
        var slot = home(of: key)
        while let entry = slots[slot] {
            if entry.key == key { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Those behind it that were pushed on by it move back, so that every probe still ends at an empty place.
    private mutating func remove(at start: Int) -> MemoryEntry? {
        let removed = slots[start]
        var hole = start
        var next = (hole + 1) & mask
        while let entry = slots[next] {
            let home = home(of: entry.key)
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = entry
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = nil
        count -= 1
        return removed
    }

    private mutating func grow() {
        let old = slots
        slots = [MemoryEntry?](repeating: nil, count: max(64, old.count * 2))
        for case let entry? in old {
            var slot = home(of: entry.key)
            while slots[slot] != nil { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }
}
