import Foundation
import Model

@testable import Storage

extension WallTable {
    static let imports = [
        WallCase("ImportStore.owners(_:)") { stores, sample in
            let email = EmailAddress(sample.user.email)?.key ?? ""
            return try stores.imports.owners([ImportedOwner(accountPublicID: sample.account.publicID, emailKey: email)])
                .count { $0.accountID != nil || $0.userID != nil || $0.roles != nil }
        },
        WallCase("ImportStore.knownAccessTokens(_:)") { stores, sample in
            try stores.imports.knownAccessTokens([sample.hashes.token]).count
        },
        WallCase("ImportStore.knownRefreshTokens(_:)") { stores, sample in
            try stores.imports.knownRefreshTokens([sample.hashes.refresh]).count
        },
        WallCase("ImportStore.openGrants(_:widened:)") { stores, sample in
            let key = ImportedGrant(platformID: sample.platform.id, accountID: sample.account.id, userID: nil)
            let consent = ImportedConsent(
                scopes: ["imported"], approvedBy: sample.user.id, approvedAt: sample.user.createdAt, isApproverMissing: false)
            return try stores.imports.openGrants([(key, consent)], widened: []).count
        },
        WallCase("ImportStore.revokeAccessTokens(_:)") { stores, sample in
            try stores.imports.revokeAccessTokens([sample.hashes.token])
        },
        WallCase("ImportStore.revokeFamilies(_:)") { stores, sample in try stores.imports.revokeFamilies([sample.familyID]) },
        WallCase("ImportStore.liveGrants(_:)") { stores, sample in
            try stores.imports.liveGrants([ImportedGrant(platformID: sample.platform.id, accountID: sample.account.id, userID: nil)]).count
        },
        WallCase("ImportStore.insertRefreshTokens(_:)") { stores, sample in
            try stores.imports.insertRefreshTokens([try token(sample)]).count
        },
        WallCase("ImportStore.insertAccessTokens(_:)") { stores, sample in
            try stores.imports.insertAccessTokens([try token(sample)])
            return 0
        },
    ]

    private static func token(_ sample: Sample) throws -> ImportedToken {
        ImportedToken(
            hash: try .fresh(), grantID: sample.grantID, tokenType: .company, scopes: ["read"], obtainedBy: sample.user.id, generation: 0,
            secretID: sample.secretID, issuedAt: sample.user.createdAt, expiresAt: sample.user.createdAt)
    }
}
