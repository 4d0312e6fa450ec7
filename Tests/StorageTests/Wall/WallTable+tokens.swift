import Foundation
import Model

@testable import Storage

extension WallTable {
    static let tokens = [
        WallCase("RefreshTokenStore.insertFamily(grant:code:obtainedBy:parent:generation:expiresAt:)") { stores, sample in
            _ = try stores.refreshTokens.insertFamily(
                grant: sample.grantID, code: nil, obtainedBy: sample.user.id, parent: nil, generation: 0, expiresAt: nil)
            return 1
        },
        WallCase("RefreshTokenStore.insert(_:family:parent:secret:scopes:issuedAt:expiresAt:)") { stores, sample in
            try stores.refreshTokens.insert(
                .fresh(), family: sample.familyID, parent: nil, secret: sample.secretID, scopes: [], issuedAt: sample.user.createdAt,
                expiresAt: sample.user.createdAt)
            return 0
        },
        WallCase("RefreshTokenStore.consume(_:_:)") { stores, sample in
            try stores.refreshTokens.consume([sample.hashes.refresh], sample.refreshClaim).count
        },
        WallCase("RefreshTokenStore.refused(_:_:grace:)") { stores, sample in
            let refusal = try stores.refreshTokens.refusal([sample.hashes.usedRefresh], sample.refreshClaim, grace: .zero)
            return refusal == .unknown ? 0 : 1
        },
        WallCase("RefreshTokenStore.retireSiblings(of:)") { stores, sample in
            try stores.refreshTokens.retireSiblings(of: sample.siblingID)
            return 0
        },
        WallCase("RefreshTokenStore.refreshesInTheLastHour(of:)") { stores, sample in
            try stores.refreshTokens.refreshesInTheLastHour(of: sample.familyID)
        },
        WallCase("RefreshTokenStore.end(of:)") { stores, sample in try stores.refreshTokens.end(of: sample.familyID).count },
        WallCase("RefreshTokenStore.findOwner(_:)") { stores, sample in
            try stores.refreshTokens.findOwner([sample.hashes.refresh]).count
        },
        WallCase("RefreshTokenStore.revokeFamily(_:)") { stores, sample in try stores.refreshTokens.revokeFamily(sample.familyID).count },
        WallCase("RefreshTokenStore.revokeFamilies(code:)") { stores, sample in
            try stores.refreshTokens.revokeFamilies(code: sample.codeID)
        },
        WallCase("SSOTokenStore.insert(_:hash:_:)") { stores, sample in
            try stores.ssoTokens.insert(
                SSOToken.ID(rawValue: UUID()), hash: .fresh(),
                NewSSOToken(
                    accessTokenID: sample.tokenID, grantID: sample.grantID, userID: sample.user.id, landingPage: nil,
                    sealedThirdPartyData: nil, lifetime: .seconds(60)))
            return 0
        },
        WallCase("SSOTokenStore.consume(_:)") { stores, sample in try stores.ssoTokens.consume([sample.hashes.sso]).count },
        WallCase("SSOTokenStore.setHandoff(_:of:lifetime:)") { stores, sample in
            try stores.ssoTokens.setHandoff(.fresh(), of: sample.usedSSOTokenID, lifetime: .seconds(60))
            return 1
        },
        WallCase("SSOTokenStore.consumeHandoff(_:)") { stores, sample in
            try stores.ssoTokens.consumeHandoff([sample.hashes.handoff]).count
        },
        WallCase("PersonalAccessTokenStore.insert(_:name:account:user:lifetime:)") { stores, sample in
            _ = try stores.personalAccessTokens.insert(
                .fresh(), name: "second", account: sample.account.id, user: sample.user.id, lifetime: nil)
            return 1
        },
        WallCase("PersonalAccessTokenStore.findLive(_:)") { stores, sample in
            try stores.personalAccessTokens.findLive([sample.hashes.personal]).count
        },
        WallCase("PersonalAccessTokenStore.exists(_:)") { stores, sample in
            try stores.personalAccessTokens.exists([sample.hashes.personal]).count
        },
        WallCase("PersonalAccessTokenStore.live(user:)") { stores, sample in
            try stores.personalAccessTokens.live(user: sample.user.id).count
        },
        WallCase("PersonalAccessTokenStore.revoke(_:user:)") { stores, sample in
            try stores.personalAccessTokens.revoke(sample.personalTokenID, user: sample.user.id).count
        },
        WallCase("ScopeRecordStore.all(platform:)") { stores, sample in
            try stores.scopeRecords.all(platform: sample.platform.id).count
        },
        WallCase("ScopeRecordStore.all(token:)") { stores, sample in try stores.scopeRecords.all(token: sample.personalTokenID).count },
        WallCase("ScopeRecordStore.replace(_:platform:)") { stores, sample in
            try stores.scopeRecords.replace([ScopeRecord(actions: ["other:*"])], platform: sample.platform.id)
            return 0
        },
        WallCase("ScopeRecordStore.insert(_:token:)") { stores, sample in
            try stores.scopeRecords.insert([ScopeRecord(actions: ["other:*"])], token: sample.personalTokenID)
            return 0
        },
        WallCase("ClockStore.read()", .registryRead) { stores, _ in
            _ = try stores.clock.read()
            return 1
        },
    ]
}
