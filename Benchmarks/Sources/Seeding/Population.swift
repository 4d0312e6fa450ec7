import Broker
import Dialects
import Foundation
import Model
import Secrets

/// Vendors and, by the million, what hangs on them: each grant has an account and a person of its own, so that no two of them wait in
/// one line unless they would in life.
struct Population: Sendable {
    /// What a number is a number of.
    enum Kind: UInt64 {
        case account = 1, user, grant, token, family, refresh, code
    }

    let database: Psql
    let keys: KeyRing
    let vendors: [Vendor]
    let grants: Int
    let tokensPerGrant: Int
    let folder: String

    var tokens: Int { grants * tokensPerGrant }

    /// `tokens` of them, over so many tenants.
    static func make(
        tokens: Int, tenants: Int = 1, tokensPerGrant: Int = 10, dialect: Dialect = .standard, in place: BenchDatabase, folder: String
    ) async throws -> Population {
        let grants = max(1, tokens / tokensPerGrant)
        var vendors: [Vendor] = []
        let progress = Progress("\(dialect.name) tenants in \(place.psql.name)")
        for number in 0..<tenants {
            vendors.append(try await Vendor.make(number, dialect, engine: place.engine, database: place.psql))
            progress.show(number + 1, of: tenants)
        }
        let population = Population(
            database: place.psql, keys: place.engine.keys, vendors: vendors, grants: grants, tokensPerGrant: tokensPerGrant, folder: folder)
        try population.addGrants()
        try await population.addTokens()
        return population
    }

    func vendor(ofGrant grant: Int) -> Vendor { vendors[grant % vendors.count] }

    /// Of this population only: other dialects' numbers are others.
    func id(_ kind: Kind, _ number: Int) -> String { Sequence64.uuid(kind.rawValue + salt, number) }

    var salt: UInt64 { UInt64(vendors[0].dialect.name.utf8.reduce(0) { $0 * 31 + Int($1) } % 1_000_000) * 100 }

    /// All numbers, in an order in which neighbours have nothing in common.
    func scattered(_ number: Int, of count: Int) -> Int {
        // Prime, so that every number comes once.
        let step = count % 7_368_787 == 0 ? 15_485_863 : 7_368_787
        return number * step % count
    }

    func account(_ grant: Int) -> String { "a" + String(format: "%09d", grant) }

    /// Of a secret of this kind, in COPY's form of bytes.
    func hash(_ text: String, as kind: SecretKind, of vendor: Vendor) throws -> String {
        let hash = try keys.hash(PlainSecret(text), as: kind, tenant: vendor.tenant.id.rawValue)
        var text = Array(#"\\x"#.utf8)
        text.reserveCapacity(67)
        for byte in hash.rawValue {
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    func chunks(_ range: Range<Int>) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: 10_000).map { $0..<min($0 + 10_000, range.upperBound) }
    }
}
