package import Secrets

/// What an import did, or would do.
package struct ImportReport: Sendable {
    package struct NewSecret: Sendable {
        package let clientID: String
        package let secret: PlainSecret
    }

    /// Why a token was left out.
    package enum Skip: String, Sendable, CaseIterable, Comparable {
        case revoked, expired
        case noOwner = "nobody's"
        case unknownOwner = "owner not in the owners file"
        case unknownApplication = "application not in the applications file"
        case noScopeLeft = "none of its scopes is the platform's"
        case noRefreshTokens = "refresh token where there are none"

        package static func < (a: Skip, b: Skip) -> Bool { a.rawValue < b.rawValue }
    }

    package struct Count: Sendable, Hashable {
        package var imported = 0
        package var alreadyThere = 0

        mutating func add(_ other: Count) {
            imported += other.imported
            alreadyThere += other.alreadyThere
        }
    }

    package var platforms = Count()
    /// Of those whose secret could not be taken over, this once.
    package var newSecrets: [NewSecret] = []
    package var grants = 0
    package var accessTokens = Count()
    package var refreshTokens = Count()
    /// Rows revoked there whose tokens were live here until now.
    package var revoked = 0
    package var skipped: [Skip: Int] = [:]

    package init() {}

    mutating func skip(_ reason: Skip) { skipped[reason, default: 0] += 1 }

    package mutating func add(_ other: ImportReport) {
        platforms.add(other.platforms)
        newSecrets += other.newSecrets
        grants += other.grants
        accessTokens.add(other.accessTokens)
        refreshTokens.add(other.refreshTokens)
        revoked += other.revoked
        skipped.merge(other.skipped, uniquingKeysWith: +)
    }
}
