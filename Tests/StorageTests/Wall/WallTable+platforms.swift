import Foundation
import Model

@testable import Storage

extension WallTable {
    static let platforms = [
        WallCase("PlatformStore.find(clientID:)") { stores, sample in try stores.platforms.find(clientID: sample.platform.clientID).count },
        WallCase("PlatformStore.find(_:)") { stores, sample in try stores.platforms.find(sample.platform.id).count },
        WallCase("PlatformStore.all()") { stores, _ in try stores.platforms.all().count },
        WallCase("PlatformStore.insert(_:)", .root) { stores, _ in
            _ = try stores.platforms.insert(Sample.newPlatform("second"))
            return 1
        },
        WallCase("PlatformStore.lock(clientID:)") { stores, sample in try stores.platforms.lock(clientID: sample.platform.clientID).count },
        WallCase("PlatformStore.hold(_:)") { stores, sample in try stores.platforms.hold(sample.platform.id).count },
        WallCase("PlatformStore.page(_:after:limit:)") { stores, _ in
            try stores.platforms.page(PlatformFilter(), after: nil, limit: 10).count
        },
        WallCase("PlatformStore.update(_:_:)") { stores, sample in
            var fields = PlatformFields(sample.platform)
            fields.name = "Another"
            return try stores.platforms.update(sample.platform.id, fields).count
        },
        WallCase("PlatformStore.delete(_:)") { stores, sample in try stores.platforms.delete(sample.platform.id).count },
        WallCase("PlatformStore.lockUnfinished(clientID:)") { stores, sample in
            _ = try stores.platforms.delete(sample.platform.id)
            return try stores.platforms.lockUnfinished(clientID: sample.platform.clientID).count
        },
        WallCase("PlatformStore.unfinished(ownedBy:)") { stores, sample in
            try stores.platforms.unfinished(ownedBy: sample.account.id).count
        },
        WallCase("PlatformStore.clientIDs(of:)") { stores, sample in try stores.platforms.clientIDs(of: [sample.platform.id]).count },
        WallCase("PlatformStore.findPublic(clientID:)") { stores, sample in
            try stores.platforms.findPublic(clientID: sample.open.clientID).count
        },
        WallCase("PlatformStore.all(ownedBy:)") { stores, sample in try stores.platforms.all(ownedBy: sample.account.id).count },
        WallCase("PlatformStore.raiseGeneration(clientID:)") { stores, sample in
            try stores.platforms.raiseGeneration(clientID: sample.platform.clientID).count
        },
        WallCase("PlatformStore.setDisabled(_:clientID:)") { stores, sample in
            try stores.platforms.setDisabled(true, clientID: sample.platform.clientID).count
        },
        WallCase("GrantStore.census(platform:keeping:)") { stores, sample in
            try stores.grants.census(platform: sample.platform.id, keeping: []).emptied
        },
        WallCase("GrantStore.lock(platform:beyond:limit:)") { stores, sample in
            try stores.grants.lock(platform: sample.platform.id, beyond: ["write"], limit: 10).count
        },
        WallCase("GrantStore.lock(platform:before:limit:)") { stores, sample in
            try stores.grants.lock(platform: sample.platform.id, before: 1, limit: 10).count
        },
        WallCase("GrantStore.narrow(_:keeping:)") { stores, sample in
            try stores.grants.narrow([sample.grantID], keeping: ["write"])
            return try stores.grants.find(sample.grantID)?.scopes.isEmpty == true ? 1 : 0
        },
        WallCase("AccessTokenStore.count(platform:without:)") { stores, sample in
            try stores.accessTokens.count(platform: sample.platform.id, without: ["write"]).number
        },
        WallCase("PlatformSecretStore.authenticate(clientID:hashes:)") { stores, sample in
            try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [sample.hashes.secret]).count
        },
        WallCase("PlatformSecretStore.refused(clientID:hashes:)") { stores, sample in
            try stores.platformSecrets.refused(clientID: sample.platform.clientID, hashes: []).count
        },
        WallCase("PlatformSecretStore.all(platform:)") { stores, sample in
            try stores.platformSecrets.all(platform: sample.platform.id).count
        },
        WallCase("PlatformSecretStore.insert(_:platform:lifetime:)") { stores, sample in
            _ = try stores.platformSecrets.insert(.fresh(), platform: sample.platform.id, lifetime: nil)
            return 1
        },
        WallCase("PlatformSecretStore.match(_:platform:)") { stores, sample in
            try stores.platformSecrets.match([sample.hashes.secret], platform: sample.platform.id).count
        },
        WallCase("PlatformSecretStore.disable(_:platform:)") { stores, sample in
            try stores.platformSecrets.disable(sample.secretID, platform: sample.platform.id).count
        },
        WallCase("PlatformSecretStore.find(_:platform:)") { stores, sample in
            try stores.platformSecrets.find(sample.secretID, platform: sample.platform.id).count
        },
        WallCase("PlatformSecretStore.countLive(platform:)") { stores, sample in
            try stores.platformSecrets.countLive(platform: sample.platform.id)
        },
        WallCase("PlatformSecretStore.noteUse(_:)") { stores, sample in
            try stores.platformSecrets.noteUse(sample.secretID)
            return try stores.platformSecrets.find(sample.secretID, platform: sample.platform.id)?.lastUsedAt == nil ? 0 : 1
        },
        WallCase("PlatformSecretStore.setExpiry(_:of:platform:)") { stores, sample in
            try stores.platformSecrets.setExpiry(
                sample.user.createdAt.addingTimeInterval(60), of: sample.secretID, platform: sample.platform.id
            ).count
        },
        WallCase("PlatformSecretStore.expireAll(platform:after:)") { stores, sample in
            try stores.platformSecrets.expireAll(platform: sample.platform.id, after: .seconds(60)).count
        },
        WallCase("PlatformSecretStore.disableAll(platform:)") { stores, sample in
            try stores.platformSecrets.disableAll(platform: sample.platform.id)
        },
        WallCase("PlatformSecretStore.claimEnding(within:)") { stores, _ in
            try stores.platformSecrets.claimEnding(within: .seconds(2 * 86_400)).count
        },
        WallCase("PlatformLogoStore.find(clientID:)") { stores, sample in
            try stores.platformLogos.find(clientID: sample.platform.clientID).count
        },
        WallCase("PlatformLogoStore.exists(platform:)") { stores, sample in
            try stores.platformLogos.exists(platform: sample.platform.id).count
        },
        WallCase("PlatformLogoStore.delete(platform:)") { stores, sample in
            try stores.platformLogos.delete(platform: sample.platform.id)
            return 0
        },
        WallCase("PlatformLogoStore.missing()") { stores, _ in try stores.platformLogos.missing().count },
        WallCase("PlatformLogoStore.insert(_:from:platform:)") { stores, sample in
            try stores.platformLogos.insert(
                PlatformLogo(mediaType: "image/gif", content: [2]), from: Sample.logoURL, platform: sample.logoless.id)
            return 0
        },
    ]
}
