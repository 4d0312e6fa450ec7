import Foundation

/// The parts of one tenant, by id.
struct PartTable {
    private var parts: [UUID: MemoryPart] = [:]
    /// Those of which only the end matters: a family, a secret, the grant an entry's own grant was made under.
    private var marks: [UUID: MemoryPart] = [:]

    var count: Int { parts.count + marks.count }

    /// The part of this id, made now where there is none.
    mutating func part<Value: Sendable>(_ id: UUID, _ value: @autoclosure () -> Value, from parts: [MemoryPart] = []) -> Part<Value> {
        if let known = self.parts[id] as? Part<Value>, known.isWhole { return known }
        let part = Part(id: id, value(), parts: parts)
        // Whatever stood there is not whole any more, and must not be taken for the new one when its last user goes.
        self.parts.updateValue(part, forKey: id)?.isGone = true
        return part
    }

    /// The same of something that says nothing.
    mutating func mark(_ id: UUID) -> MemoryPart {
        if let known = marks[id] { return known }
        let mark = MemoryPart(id: id)
        marks[id] = mark
        return mark
    }

    /// Drops a part, and with it all that is made from it.
    mutating func drop(_ id: UUID) {
        parts.removeValue(forKey: id)?.isGone = true
        marks.removeValue(forKey: id)?.isGone = true
    }

    /// Counts one more user of each.
    func retain(_ used: [MemoryPart]) {
        for part in used {
            part.users += 1
            if part.users == 1 { retain(part.parts) }
        }
    }

    /// Forgets what nobody uses any more.
    mutating func release(_ used: [MemoryPart]) {
        for part in used {
            part.users -= 1
            guard part.users == 0 else { continue }
            if parts[part.id] === part { parts.removeValue(forKey: part.id) }
            if marks[part.id] === part { marks.removeValue(forKey: part.id) }
            release(part.parts)
        }
    }
}
