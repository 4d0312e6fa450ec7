import Model

@testable import Storage

extension WallTable {
    static let holdings = [
        WallCase("HoldingStore.grants(of:)") { stores, sample in try stores.holdings.grants(of: .account(sample.account.id)).number },
        WallCase("HoldingStore.accessTokens(of:)") { stores, sample in
            try stores.holdings.accessTokens(of: .platform(sample.platform.id)).number
        },
        WallCase("HoldingStore.refreshTokens(of:)") { stores, sample in
            try stores.holdings.refreshTokens(of: .grants([sample.grantID])).number
        },
        WallCase("HoldingStore.ssoTokens(of:)") { stores, sample in try stores.holdings.ssoTokens(of: .user(sample.user.id)).number },
        WallCase("HoldingStore.personalAccessTokens(account:user:)") { stores, sample in
            try stores.holdings.personalAccessTokens(account: sample.account.id, user: nil).number
        },
        WallCase("HoldingStore.sessions(account:user:)") { stores, sample in
            try stores.holdings.sessions(account: nil, user: sample.user.id).number
        },
        WallCase("HoldingStore.memberships(account:user:)") { stores, sample in
            try stores.holdings.memberships(account: sample.account.id, user: nil).number
        },
        WallCase("HoldingStore.webhookEndpoints(account:platform:)") { stores, sample in
            try stores.holdings.webhookEndpoints(account: nil, platform: sample.platform.id).number
        },
        WallCase("HoldingStore.platforms(account:)") { stores, sample in
            try stores.holdings.platforms(account: sample.account.id).number
        },
        WallCase("GrantRecordStore.find(_:)") { stores, sample in try stores.grantRecords.find(sample.grantID).count },
        WallCase("GrantRecordStore.page(account:platform:user:state:after:limit:)") { stores, sample in
            try stores.grantRecords.page(
                account: sample.account.id, platform: sample.platform.id, user: nil, state: .live, after: nil, limit: 10
            ).count
        },
        WallCase("GrantStore.lockLive(of:limit:)") { stores, sample in
            try stores.grants.lockLive(of: .account(sample.account.id), limit: 10).count
        },
        WallCase("GrantStore.revokeAll(_:by:)") { stores, sample in try stores.grants.revokeAll([sample.grantID], by: .operator) },
        WallCase("PlatformStore.lookalikes(of:except:)") { stores, sample in
            try stores.platforms.lookalikes(of: sample.platform.name, except: nil).count
        },
        WallCase("GrantStore.narrow(_:to:)") { stores, sample in try stores.grants.narrow(sample.grantID, to: []).count },
        WallCase("TokenRecordStore.find(_:endsWithSecret:)") { stores, sample in
            try stores.tokenRecords.find(sample.tokenID.rawValue, endsWithSecret: false).count
        },
        WallCase("TokenRecordStore.find(_:endsWithSecret:)") { stores, sample in
            try stores.tokenRecords.find(
                TokenRecordHashes(access: [], refresh: [sample.hashes.refresh], personal: []), endsWithSecret: false
            ).count
        },
        WallCase("TokenRecordStore.page(_:endsWithSecret:after:limit:)") { stores, _ in
            try stores.tokenRecords.page(TokenRecordFilter(), endsWithSecret: true, after: nil, limit: 10).count
        },
        WallCase("PersonalAccessTokenStore.revokeAll(account:user:)") { stores, sample in
            try stores.personalAccessTokens.revokeAll(account: nil, user: sample.user.id)
        },
        WallCase("BrowserSessionStore.endAll(confinedTo:)") { stores, sample in
            try stores.browserSessions.insert(.fresh(), user: sample.user.id, account: sample.account.id, lifetime: .seconds(60))
            try stores.browserSessions.endAll(confinedTo: sample.account.id)
            return try stores.holdings.sessions(account: sample.account.id, user: nil).number == 0 ? 1 : 0
        },
        WallCase("SSOTokenStore.expireAll(user:)") { stores, sample in
            try stores.ssoTokens.expireAll(user: sample.user.id)
            return 0
        },
        WallCase("AuthorizationCodeStore.expireAll(user:)") { stores, sample in
            try stores.authorizationCodes.expireAll(user: sample.user.id)
            return 0
        },
    ]
}
