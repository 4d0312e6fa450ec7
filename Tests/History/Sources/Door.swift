/// A way by which something is changed.
enum Door: Sendable {
    /// Typed by hand, in one transaction. With a tenant, the server's own login may do it too.
    case sql([String], tenant: String?)
    /// The management API, below `/admin/v1/tenants/`.
    case api(String, String, body: String? = nil)
    case command([String], input: String? = nil)
    /// A request to the public listener.
    case oauth([UInt8])
    /// By hand: it is dead so many seconds after the statement, and nothing happens then.
    case expiry(String, seconds: Double)

    /// The tenant of what is typed by hand.
    var tenant: String? {
        if case .sql(_, let tenant) = self { tenant } else { nil }
    }

    var name: String {
        switch self {
        case .sql: "SQL"
        case .api: "management API"
        case .command: "command line"
        case .oauth: "OAuth"
        case .expiry: "expiry"
        }
    }
}

/// A change that is made in one go, by any of some doors, one of which is SQL.
struct Move: Sendable {
    let effects: [Effect]
    let doors: [Door]

    /// What a thing is afterwards.
    struct Effect: Sendable {
        let thing: Int
        let value: UInt8
    }

    init(_ effects: [Effect], _ doors: [Door]) {
        self.effects = effects
        self.doors = doors
    }

    init(_ thing: Int, _ value: UInt8, _ doors: [Door]) { self.init([Effect(thing: thing, value: value)], doors) }
}

/// A change and the one that undoes it. Nobody else touches its things meanwhile.
struct Switch: Sendable {
    let kind: String
    let there: Move
    let back: Move
    /// Things that must stay as they are while this goes on.
    var held: [Int] = []
    /// One in so many is carried out, when its turn comes.
    var rarity = 1

    var things: Set<Int> { Set(held + (there.effects + back.effects).map(\.thing)) }
}
