import Model

extension WallTable {
    static let people = [
        WallCase("AccountStore.find(publicID:)") { stores, sample in try stores.accounts.find(publicID: sample.account.publicID).count },
        WallCase("AccountStore.find(_:)") { stores, sample in try stores.accounts.find(sample.account.id).count },
        WallCase("AccountStore.all()") { stores, _ in try stores.accounts.all().count },
        WallCase("AccountStore.insert(publicID:name:)", .root) { stores, _ in
            _ = try stores.accounts.insert(publicID: "second", name: "Second")
            return 1
        },
        WallCase("AccountStore.setDisabled(_:publicID:)") { stores, sample in
            try stores.accounts.setDisabled(true, publicID: sample.account.publicID).count
        },
        WallCase("UserStore.find(_:)") { stores, sample in try stores.users.find(sample.email).count },
        WallCase("UserStore.find(_:)") { stores, sample in try stores.users.find(sample.user.id).count },
        WallCase("UserStore.findCredentials(_:)") { stores, sample in try stores.users.findCredentials(sample.email).count },
        WallCase("UserStore.lockCredentials(_:)") { stores, sample in try stores.users.lockCredentials(sample.email).count },
        WallCase("UserStore.all()") { stores, _ in try stores.users.all().count },
        WallCase("UserStore.insert(_:name:passwordHash:)", .root) { stores, _ in
            guard let email = EmailAddress("second@first.example") else { return 0 }
            _ = try stores.users.insert(email, name: nil, passwordHash: nil)
            return 1
        },
        WallCase("UserStore.setPasswordHash(_:user:)") { stores, sample in
            try stores.users.setPasswordHash(Sample.passwordHash("B"), user: sample.user.id).count
        },
        WallCase("UserStore.setDisabled(_:email:)") { stores, sample in try stores.users.setDisabled(true, email: sample.email).count },
        WallCase("MembershipStore.live(user:)") { stores, sample in try stores.memberships.live(user: sample.user.id).count },
        WallCase("MembershipStore.live(user:account:)") { stores, sample in
            try stores.memberships.live(user: sample.user.id, account: sample.account.publicID).count
        },
        WallCase("UserStore.insertUnlessTaken(_:)", .root) { stores, _ in
            guard let email = EmailAddress("third@first.example") else { return 0 }
            return try stores.users.insertUnlessTaken(email).count
        },
        WallCase("MembershipStore.upsert(account:user:roles:)") { stores, sample in
            try stores.memberships.upsert(account: sample.account.id, user: sample.user.id, roles: ["reader"])
            return 0
        },
        WallCase("MembershipStore.delete(account:user:)") { stores, sample in
            try stores.memberships.delete(account: sample.account.id, user: sample.user.id).count
        },
        WallCase("BrowserSessionStore.insert(_:user:account:lifetime:)") { stores, sample in
            try stores.browserSessions.insert(.fresh(), user: sample.user.id, lifetime: .seconds(60))
            return 0
        },
        WallCase("BrowserSessionStore.findLive(_:)") { stores, sample in
            try stores.browserSessions.findLive([sample.hashes.session]).count
        },
        WallCase("BrowserSessionStore.end(_:)") { stores, sample in
            try stores.browserSessions.end([sample.hashes.session])
            return 0
        },
        WallCase("BrowserSessionStore.endAll(user:)") { stores, sample in
            try stores.browserSessions.endAll(user: sample.user.id)
            return 0
        },
        WallCase("SignInAttemptStore.count(_:window:)", .root) { stores, sample in
            try stores.signInAttempts.count(sample.hashes.subject, window: .seconds(60))
        },
        WallCase("SignInAttemptStore.deleteExpired()") { stores, _ in
            try stores.signInAttempts.deleteExpired()
            return 0
        },
        WallCase("SignInAttemptStore.clear(_:)") { stores, sample in
            try stores.signInAttempts.clear(sample.hashes.subject)
            return 0
        },
    ]
}
