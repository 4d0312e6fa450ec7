import Foundation
import HistoryCheck
import Secrets

/// Makes things, their rows, the requests about them and the ways to change them.
final class WorldBuilder {
    let keys: KeyRing
    private(set) var names: [String] = []
    private(set) var rows: [String] = []
    var probes: [Probe] = []
    var switches: [Switch] = []

    init(keys: KeyRing) { self.keys = keys }

    /// `kinds`: of changes, with spaces or hyphens; empty, all.
    func world(only kinds: [String]) -> World {
        World(
            names: names, probes: probes,
            switches: kinds.isEmpty
                ? switches : switches.filter { kinds.contains($0.kind) || kinds.contains($0.kind.replacing(" ", with: "-")) })
    }

    func thing(_ name: String) -> Int {
        names.append(name)
        return names.count - 1
    }

    func insert(_ table: String, _ columns: [(String, String)]) {
        rows.append(
            "INSERT INTO \(table) (\(columns.map(\.0).joined(separator: ", "))) VALUES (\(columns.map(\.1).joined(separator: ", ")));")
    }

    func run(_ statement: String) { rows.append(statement + ";") }

    /// A fresh secret and its hash as SQL.
    func secret(_ kind: SecretKind, tenant: String?, prefix: String = "") throws -> (text: String, hash: String) {
        let text = prefix + (try SecureRandom.hex(bytes: 20))
        let hash = try keys.hash(PlainSecret(text), as: kind, tenant: tenant.flatMap { UUID(uuidString: $0) })
        return (text, "'\\x\(hash.rawValue.map { String(format: "%02x", $0) }.joined())'")
    }

    /// There by any of these doors, back by those.
    func toggle(
        _ kind: String, _ thing: Int, to value: UInt8 = 0, there: [Door], back: [Door], held: [Int] = [], rarity: Int = 1
    ) {
        switches.append(
            Switch(kind: kind, there: Move(thing, value, there), back: Move(thing, 1, back), held: held, rarity: rarity))
    }

    func toggle(_ kind: String, _ things: [Int], there: [Door], back: [Door], held: [Int] = [], rarity: Int = 1) {
        switches.append(
            Switch(
                kind: kind, there: Move(things.map { .init(thing: $0, value: 0) }, there),
                back: Move(things.map { .init(thing: $0, value: 1) }, back), held: held, rarity: rarity))
    }

    func ask(
        _ name: String, _ request: ProbeRequest, needs dependencies: [Int], isIntrospection: Bool = false, required: [String],
        shown: [(thing: Int, marks: [Probe.Mark])] = []
    ) {
        let rendered = request.rendered
        probes.append(
            Probe(
                question: Question(name: name, dependencies: dependencies, shown: shown.map(\.thing)), request: rendered.bytes,
                address: rendered.address, isIntrospection: isIntrospection, required: required.map { Array($0.utf8) },
                marks: shown.map(\.marks)))
    }
}

enum SQLText {
    static func quoted(_ text: String) -> String { "'\(text)'" }
    static func array(_ texts: [String]) -> String { "'{\(texts.joined(separator: ","))}'" }
    static var uuid: String { UUID().uuidString.lowercased() }
}
