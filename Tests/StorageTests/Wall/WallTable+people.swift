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
        WallCase("AccountStore.page(isDisabled:namePrefix:after:limit:)") { stores, _ in
            try stores.accounts.page(isDisabled: false, namePrefix: nil, after: nil, limit: 10).count
        },
        WallCase("AccountStore.hold(publicID:)") { stores, sample in try stores.accounts.hold(publicID: sample.account.publicID).count },
        WallCase("AccountStore.lock(publicID:)") { stores, sample in try stores.accounts.lock(publicID: sample.account.publicID).count },
        WallCase("AccountStore.lookalikes(of:except:)") { stores, sample in
            try stores.accounts.lookalikes(of: sample.account.name, except: nil).count
        },
        WallCase("AccountStore.rename(_:to:)") { stores, sample in try stores.accounts.rename(sample.account.id, to: "Other").count },
        WallCase("AccountStore.markDeleted(_:)") { stores, sample in try stores.accounts.markDeleted(sample.account.id).count },
        WallCase("UserStore.find(_:)") { stores, sample in try stores.users.find(sample.email).count },
        WallCase("UserStore.findEvenDeleted(_:)") { stores, sample in try stores.users.findEvenDeleted(sample.user.id).count },
        WallCase("UserStore.page(account:isDisabled:after:limit:)") { stores, sample in
            try stores.users.page(account: sample.account.id, isDisabled: nil, after: nil, limit: 10).count
        },
        WallCase("UserStore.hold(_:)") { stores, sample in try stores.users.hold(sample.user.id).count },
        WallCase("UserStore.lock(_:)") { stores, sample in try stores.users.lock(sample.user.id).count },
        WallCase("UserStore.update(_:email:name:)") { stores, sample in
            try stores.users.update(sample.user.id, email: sample.email, name: "Other").count
        },
        WallCase("UserStore.erase(_:)") { stores, sample in try stores.users.erase(sample.user.id).count },
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
        WallCase("UserStore.setDisabled(_:user:)") { stores, sample in try stores.users.setDisabled(true, user: sample.user.id).count },
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
        WallCase("MembershipStore.find(account:user:)") { stores, sample in
            try stores.memberships.find(account: sample.account.id, user: sample.user.id).count
        },
        WallCase("MembershipStore.page(account:user:after:limit:)") { stores, sample in
            try stores.memberships.page(account: nil, user: sample.user.id, after: nil, limit: 10).count
        },
        WallCase("MembershipStore.deleteAll(account:user:limit:)") { stores, sample in
            try stores.memberships.deleteAll(account: sample.account.id, user: nil, limit: 10)
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
        WallCase("BrowserSessionStore.isLive(_:)") { stores, sample in
            guard let found = try stores.browserSessions.findLive([sample.hashes.session]) else { return 0 }
            return try stores.browserSessions.isLive(found.id).count
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
