import Model

@testable import Storage

extension WallTable {
    static let consent = [
        WallCase("GrantStore.findOrInsert(account:platform:user:scopes:approvedBy:givenByAccount:)") { stores, sample in
            _ = try stores.grants.findOrInsert(
                account: sample.account.id, platform: sample.logoless, scopes: [], approvedBy: sample.user.id)
            return 1
        },
        WallCase("GrantStore.lock(code:platform:)") { stores, sample in
            try stores.grants.lock(code: [sample.hashes.code], platform: sample.platform.id)
            return 0
        },
        WallCase("GrantStore.lock(accessToken:)") { stores, sample in
            try stores.grants.lock(accessToken: [sample.hashes.token])
            return 0
        },
        WallCase("GrantStore.lock(refreshToken:)") { stores, sample in
            try stores.grants.lock(refreshToken: [sample.hashes.refresh])
            return 0
        },
        WallCase("GrantStore.lockAll(platform:account:)") { stores, sample in
            try stores.grants.lockAll(platform: sample.platform.id, account: sample.account.id)
            return 0
        },
        WallCase("AuthorizationCodeStore.expireAll(grant:)") { stores, sample in
            try stores.authorizationCodes.expireAll(grant: sample.grantID)
            return 0
        },
        WallCase("AuthorizationCodeStore.lockApprover(_:platform:)") { stores, sample in
            try stores.authorizationCodes.lockApprover([sample.hashes.code], platform: sample.platform.id)
            return 0
        },
        WallCase("GrantStore.lock(_:)") { stores, sample in
            try stores.grants.lock(sample.grantID)
            return 0
        },
        WallCase("GrantStore.narrow(_:to:by:)") { stores, sample in
            try stores.grants.narrow(sample.grantID, to: [], by: sample.user.id).count
        },
        WallCase("GrantStore.reviewApprover(_:account:)") { stores, sample in
            // Flagged at once, since the sample's approver had a role that this takes away.
            try stores.memberships.upsert(account: sample.account.id, user: sample.user.id, roles: [])
            return try stores.grants.reviewApprover(sample.user.id, account: sample.account.id).count
        },
        WallCase("GrantStore.revokeAll(platform:account:by:)") { stores, sample in
            try stores.grants.revokeAll(platform: sample.platform.id, account: sample.account.id, by: .user).count
        },
        WallCase("GrantStore.live(platform:)") { stores, sample in try stores.grants.live(platform: sample.platform.id).count },
        WallCase("GrantStore.renew(platform:)") { stores, sample in
            _ = try stores.platforms.raiseGeneration(clientID: sample.platform.clientID)
            try stores.grants.renew(platform: sample.platform.id)
            return 0
        },
        WallCase("GrantStore.installed(platform:tokenType:account:)") { stores, sample in
            try stores.grants.installed(platform: sample.platform, tokenType: .company, account: sample.account.publicID).count
        },
        WallCase("GrantStore.remembered(platform:user:scopes:)") { stores, sample in
            try stores.grants.remembered(platform: sample.open, user: sample.user.id, scopes: ["read"]).count
        },
        WallCase("ConnectionStore.all(accounts:user:allowed:)") { stores, sample in
            try stores.connections.all(accounts: [sample.account.id], user: sample.user.id, allowed: true).count
        },
        WallCase("ConnectionStore.count(platform:account:)") { stores, sample in
            try stores.connections.count(platform: sample.platform.id, account: sample.account.id)
        },
        WallCase("ConnectionStore.works(_:)") { stores, sample in try stores.connections.works(sample.grantID).count },
        WallCase("GrantStore.connect(_:approvedBy:at:scopes:givenByAccount:)") { stores, sample in
            _ = try stores.grants.connect(sample.grantID, approvedBy: sample.user.id, at: sample.user.createdAt)
            return 1
        },
        WallCase("GrantStore.revoke(_:by:)") { stores, sample in try stores.grants.revoke(sample.grantID, by: .user).count },
        WallCase("GrantStore.revokeLive(platform:account:user:by:)") { stores, sample in
            try stores.grants.revokeLive(platform: sample.platform.id, account: sample.account.id, by: .user).count
        },
        WallCase("GrantStore.find(_:)") { stores, sample in try stores.grants.find(sample.grantID).count },
        WallCase("GrantStore.live()") { stores, _ in try stores.grants.live().count },
        WallCase("ConnectionStore.all(platform:accounts:user:)") { stores, sample in
            try stores.connections.all(platform: sample.platform.id, accounts: [sample.account.id], user: nil).count
        },
        WallCase("AuthorizationCodeStore.insert(_:_:)") { stores, sample in
            try stores.authorizationCodes.insert(
                .fresh(),
                NewAuthorizationCode(
                    grantID: sample.grantID, platform: sample.platform, userID: sample.user.id, redirectURI: Sample.redirectURI,
                    redirectURIWasSent: false, scopes: [], lifetime: .seconds(60)))
            return 0
        },
        WallCase("AuthorizationCodeStore.consume(_:_:)") { stores, sample in
            try stores.authorizationCodes.consume([sample.hashes.code], platform: sample.platform.id, redirectURI: nil).count
        },
        WallCase("AuthorizationCodeStore.refused(_:_:)") { stores, sample in
            let refusal = try stores.authorizationCodes.refusal([sample.hashes.usedCode], platform: sample.platform.id, redirectURI: nil)
            return refusal == .unknown ? 0 : 1
        },
        WallCase("AccessTokenStore.insert(_:_:)") { stores, sample in
            try stores.accessTokens.insert(
                .fresh(), grant: sample.grantID, code: sample.codeID, secret: sample.secretID, tokenType: .company, scopes: [],
                lifetime: nil)
            return 0
        },
        WallCase("AccessTokenStore.findLive(_:secretMustLive:)") { stores, sample in
            try stores.accessTokens.findLive([sample.hashes.token]).count
        },
        WallCase("AccessTokenStore.origin(of:)") { stores, sample in
            guard let token = try stores.accessTokens.findLive([sample.hashes.token]) else { return 0 }
            return try stores.accessTokens.origin(of: token.id).count
        },
        WallCase("AccessTokenStore.revokeAll(grant:exceptOf:)") { stores, sample in try stores.accessTokens.revokeAll(grant: sample.grantID)
        },
        WallCase("AccessTokenStore.refused(_:secretMustLive:)") { stores, sample in
            try stores.accessTokens.refused([sample.hashes.endedToken], secretMustLive: false).count
        },
        WallCase("AccessTokenStore.findOwner(_:)") { stores, sample in try stores.accessTokens.findOwner([sample.hashes.token]).count },
        WallCase("AccessTokenStore.live(grant:)") { stores, sample in try stores.accessTokens.live(grant: sample.grantID).count },
        WallCase("AccessTokenStore.revoke(_:grant:)") { stores, sample in
            try stores.accessTokens.revoke(sample.tokenID, grant: sample.grantID).count
        },
        WallCase("AccessTokenStore.revokeAll(obtainedBy:reason:)") { stores, sample in
            try stores.accessTokens.revokeAll(obtainedBy: sample.user.id, reason: "test")
        },
        WallCase("AccessTokenStore.revokeAll(code:)") { stores, sample in try stores.accessTokens.revokeAll(code: sample.codeID) },
    ]
}
