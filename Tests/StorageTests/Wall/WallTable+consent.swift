import Model

extension WallTable {
    static let consent = [
        WallCase("GrantStore.findOrInsert(account:platform:scopes:approvedBy:)") { stores, sample in
            _ = try stores.grants.findOrInsert(
                account: sample.account.id, platform: sample.logoless.id, scopes: [], approvedBy: sample.user.id)
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
        WallCase("GrantStore.connect(_:approvedBy:at:)") { stores, sample in
            _ = try stores.grants.connect(sample.grantID, approvedBy: sample.user.id, at: sample.user.createdAt)
            return 1
        },
        WallCase("GrantStore.revoke(_:by:)") { stores, sample in try stores.grants.revoke(sample.grantID, by: .user).count },
        WallCase("GrantStore.revokeLive(platform:account:by:)") { stores, sample in
            try stores.grants.revokeLive(platform: sample.platform.id, account: sample.account.id, by: .user).count
        },
        WallCase("GrantStore.find(_:)") { stores, sample in try stores.grants.find(sample.grantID).count },
        WallCase("GrantStore.live()") { stores, _ in try stores.grants.live().count },
        WallCase("GrantStore.connections(platform:accounts:)") { stores, sample in
            try stores.grants.connections(platform: sample.platform.id, accounts: [sample.account.id]).count
        },
        WallCase("AuthorizationCodeStore.insert(_:grant:platform:user:redirectURI:redirectURIWasSent:scopes:lifetime:)") { stores, sample in
            try stores.authorizationCodes.insert(
                .fresh(), grant: sample.grantID, platform: sample.platform.id, user: sample.user.id, redirectURI: Sample.redirectURI,
                redirectURIWasSent: false, scopes: [], lifetime: .seconds(60))
            return 0
        },
        WallCase("AuthorizationCodeStore.consume(_:platform:redirectURI:)") { stores, sample in
            try stores.authorizationCodes.consume([sample.hashes.code], platform: sample.platform.id, redirectURI: nil).count
        },
        WallCase("AuthorizationCodeStore.refusal(_:platform:redirectURI:)") { stores, sample in
            let refusal = try stores.authorizationCodes.refusal([sample.hashes.usedCode], platform: sample.platform.id, redirectURI: nil)
            return refusal == .unknown ? 0 : 1
        },
        WallCase("AccessTokenStore.insert(_:grant:code:secret:tokenType:scopes:lifetime:)") { stores, sample in
            try stores.accessTokens.insert(
                .fresh(), grant: sample.grantID, code: sample.codeID, secret: sample.secretID, tokenType: .company, scopes: [],
                lifetime: nil)
            return 0
        },
        WallCase("AccessTokenStore.findLive(_:)") { stores, sample in try stores.accessTokens.findLive([sample.hashes.token]).count },
        WallCase("AccessTokenStore.revokeAll(grant:)") { stores, sample in try stores.accessTokens.revokeAll(grant: sample.grantID) },
        WallCase("AccessTokenStore.revokeAll(code:)") { stores, sample in try stores.accessTokens.revokeAll(code: sample.codeID) },
    ]
}
