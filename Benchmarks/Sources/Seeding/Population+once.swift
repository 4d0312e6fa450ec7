import Foundation
import Model
import Secrets

/// What is used once: made just before it is asked for.
extension Population {
    /// Accounts in which the platform acts by itself, at most so many; those from another place on are others.
    func accountRecords(from first: Int = 0, atMost most: Int = 100_000, name: String = "accounts") throws -> RecordFile {
        try RecordFile.write(
            (first..<min(grants, first + most)).map { place in
                let grant = scattered(place, of: grants)
                return (grant % vendors.count, account(grant))
            }, to: "\(folder)/\(database.name)-\(name).records")
    }

    /// Authorization codes that were allowed just now. Numbers from `first` on, which no other call may use.
    func addCodes(_ count: Int, from first: Int) async throws -> RecordFile {
        let now = Date()
        let (madeAt, endsAt) = (Self.time(now), Self.time(now.addingTimeInterval(600)))
        try database.copy(
            into: "authorization_code",
            [
                "tenant_id", "code_hash", "grant_id", "platform_id", "user_id", "redirect_uri", "redirect_uri_sent", "scopes", "created_at",
                "expires_at",
            ], chunks: chunks(first..<first + count)
        ) { range in
            Data(
                try range.map { number in
                    let grant = scattered(number % grants, of: grants)
                    let vendor = vendor(ofGrant: grant)
                    let hash = try hash(Sequence64.token(Kind.code.rawValue, number), as: .authorizationCode, of: vendor)
                    return "\(vendor.tenant.id)\t\(hash)\t\(id(.grant, grant))\t\(vendor.platform.id)\t\(id(.user, grant))"
                        + "\t\(Vendor.redirectURI)\tt\t{\(vendor.scope)}\t\(madeAt)\t\(endsAt)\n"
                }.joined().utf8)
        }
        return try await records(.code, count, from: first)
    }

    /// Refresh tokens, each the first of a family. Numbers from `first` on, which no other call may use.
    func addRefreshTokens(_ count: Int, from first: Int) async throws -> RecordFile {
        let now = Date()
        let (madeAt, endsAt) = (Self.time(now), Self.time(now.addingTimeInterval(30 * 86_400)))
        try database.copy(
            into: "token_family", ["tenant_id", "id", "grant_id", "obtained_by", "created_at", "expires_at"],
            chunks: chunks(first..<first + count)
        ) { range in
            Data(
                range.map { number in
                    let grant = scattered(number % grants, of: grants)
                    return "\(vendor(ofGrant: grant).tenant.id)\t\(id(.family, number))\t\(id(.grant, grant))\t\(id(.user, grant))"
                        + "\t\(madeAt)\t\(endsAt)\n"
                }.joined().utf8)
        }
        try database.copy(
            into: "refresh_token", ["tenant_id", "token_hash", "family_id", "secret_id", "scopes", "created_at", "expires_at"],
            chunks: chunks(first..<first + count)
        ) { range in
            Data(
                try range.map { number in
                    let vendor = vendor(ofGrant: scattered(number % grants, of: grants))
                    let hash = try hash(Sequence64.token(Kind.refresh.rawValue, number), as: .refreshToken, of: vendor)
                    return "\(vendor.tenant.id)\t\(hash)\t\(id(.family, number))\t\(vendor.secretID)\t{\(vendor.scope)}"
                        + "\t\(madeAt)\t\(endsAt)\n"
                }.joined().utf8)
        }
        return try await records(.refresh, count, from: first)
    }

    private func records(_ kind: Kind, _ count: Int, from first: Int) async throws -> RecordFile {
        // What is planned by the size of a table that was small a moment ago reads all of it.
        try await database.run("ANALYZE")
        return try RecordFile.write(
            (first..<first + count).map { number in
                (scattered(number % grants, of: grants) % vendors.count, Sequence64.token(kind.rawValue, number))
            }, to: "\(folder)/\(database.name)-\(kind).records")
    }
}
