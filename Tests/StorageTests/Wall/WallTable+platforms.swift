import Foundation
import Model

extension WallTable {
    static let platforms = [
        WallCase("PlatformStore.find(clientID:)") { stores, sample in try stores.platforms.find(clientID: sample.platform.clientID).count },
        WallCase("PlatformStore.find(_:)") { stores, sample in try stores.platforms.find(sample.platform.id).count },
        WallCase("PlatformStore.all()") { stores, _ in try stores.platforms.all().count },
        WallCase("PlatformStore.insert(_:)", .root) { stores, _ in
            _ = try stores.platforms.insert(Sample.newPlatform("second"))
            return 1
        },
        WallCase("PlatformStore.move(clientID:redirectURIs:logoURL:)") { stores, sample in
            try stores.platforms.move(clientID: sample.platform.clientID, redirectURIs: [], logoURL: nil).count
        },
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
        WallCase("PlatformSecretStore.authenticate(clientID:hashes:)") { stores, sample in
            try stores.platformSecrets.authenticate(clientID: sample.platform.clientID, hashes: [sample.hashes.secret]).count
        },
        WallCase("PlatformSecretStore.all(platform:)") { stores, sample in
            try stores.platformSecrets.all(platform: sample.platform.id).count
        },
        WallCase("PlatformSecretStore.insert(_:platform:lifetime:)") { stores, sample in
            _ = try stores.platformSecrets.insert(.fresh(), platform: sample.platform.id, lifetime: nil)
            return 1
        },
        WallCase("PlatformSecretStore.disable(_:platform:)") { stores, sample in
            try stores.platformSecrets.disable(sample.secretID, platform: sample.platform.id).count
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
        WallCase("PlatformLogoStore.missing()") { stores, _ in try stores.platformLogos.missing().count },
        WallCase("PlatformLogoStore.insert(_:from:platform:)") { stores, sample in
            try stores.platformLogos.insert(
                PlatformLogo(mediaType: "image/gif", content: [2]), from: Sample.logoURL, platform: sample.logoless.id)
            return 0
        },
    ]
}
