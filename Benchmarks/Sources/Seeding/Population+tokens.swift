import Dialects
import Foundation
import Model

extension Population {
    /// From how many rows on it is quicker to make the indexes anew.
    private static let bulk = 200_000

    /// The access token with that number, in the dialect's form.
    func token(_ number: Int) -> String {
        let vendor = vendor(ofGrant: number / tokensPerGrant)
        let rules = vendor.dialect.rules
        let secret =
            switch rules.accessTokenFormat {
            case .hex(let bytes): Sequence64.hex(Kind.token.rawValue + salt, number, length: bytes * 2)
            case .base64URL: Sequence64.token(Kind.token.rawValue + salt, number)
            }
        let content = AccessTokenContent(
            secret: secret, platformName: vendor.platform.name, scopes: [vendor.scope], tokenType: .company, issuedAt: Self.issuedAt,
            expiresAt: Self.issuedAt.addingTimeInterval(7 * 86_400))
        return rules.accessTokenText?(content) ?? secret
    }

    /// Long enough for any run, and for every token the same, so that all texts are of one width.
    static let issuedAt = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 600).rounded())

    func addTokens() async throws {
        try await addTokens(tokens) { number in number / tokensPerGrant }
        try await database.run("VACUUM (ANALYZE)")
        try await database.run("CHECKPOINT")
    }

    /// So many tokens, each of the grant with that number.
    func addTokens(_ count: Int, from first: Int = 0, grant: @escaping @Sendable (Int) -> Int) async throws {
        let progress = Progress("tokens in \(database.name)")
        let began = Clock.now
        let inBulk = count >= Self.bulk
        if inBulk {
            // Nobody else is there yet: rows go in without the indexes, which are made afterwards.
            try await database.run(
                "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = 'access_token'::regclass")
        }
        let (issuedAt, expiresAt) = (Self.time(Self.issuedAt), Self.time(Self.issuedAt.addingTimeInterval(7 * 86_400)))
        let part = 1_000_000
        for start in stride(from: first, to: first + count, by: part) {
            let end = min(start + part, first + count)
            try database.copy(
                into: "access_token",
                [
                    "tenant_id", "token_hash", "grant_id", "secret_id", "token_type", "scopes", "created_at", "expires_at", "obtained_by",
                ], chunks: chunks(start..<end)
            ) { range in
                Data(
                    try range.map { number in
                        let grant = grant(number)
                        let vendor = vendor(ofGrant: grant)
                        return
                            "\(vendor.tenant.id)\t\(try hash(token(number), as: .accessToken, of: vendor))\t\(id(.grant, grant))\t\(vendor.secretID)"
                            + "\tcompany\t{\(vendor.scope)}\t\(issuedAt)\t\(expiresAt)\t\(id(.user, grant))\n"
                    }.joined().utf8)
            }
            progress.show(end - first, of: count)
        }
        if inBulk { try await database.run("SET maintenance_work_mem = '1GB'; REINDEX TABLE access_token") }
        if inBulk { progress.note("\(Int(Clock.now - began)) s") }
    }

    /// Tokens of tenants, one of each.
    private var firstTokens: [Int] { vendors.indices.map { $0 * tokensPerGrant } }

    /// A token of each tenant, and some of them again: those that are asked for last get no answer any more.
    func tokenRecordsOfTenants() throws -> RecordFile {
        let numbers = firstTokens
        return try RecordFile.write(
            (0..<numbers.count + 256).map { ($0 % numbers.count, token(numbers[$0 % numbers.count])) },
            to: "\(folder)/\(database.name)-\(vendors[0].dialect.name)-tenants.records")
    }

    /// Tokens to ask about, at most so many, in an order in which neighbours are not of one grant.
    /// `leavingOutFirst`: without those of `tokenRecordsOfTenants`.
    func tokenRecords(atMost most: Int, name: String = "tokens", leavingOutFirst: Bool = false) throws -> RecordFile {
        let leftOut = leavingOutFirst ? Set(firstTokens) : []
        return try RecordFile.write(
            (0..<min(most, tokens)).compactMap { place in
                let number = scattered(place, of: tokens)
                guard !leftOut.contains(number) else { return nil }
                return (number / tokensPerGrant % vendors.count, token(number))
            }, to: "\(folder)/\(database.name)-\(vendors[0].dialect.name)-\(name).records")
    }
}
