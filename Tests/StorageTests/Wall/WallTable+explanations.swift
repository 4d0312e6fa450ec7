import Foundation
import Model

extension WallTable {
    static let explanations = [
        WallCase("TokenFailureStore.insert(_:)", .root) { stores, sample in
            try stores.tokenFailures.insert(Sample.newFailure(TokenFailure.ID(rawValue: UUID()), of: sample.platform))
            return 0
        },
        WallCase("TokenFailureStore.find(_:)") { stores, sample in try stores.tokenFailures.find(sample.failureID).count },
        WallCase("TokenFailureStore.page(_:after:limit:)") { stores, sample in
            try stores.tokenFailures.page(TokenFailureFilter(), after: nil, limit: 10).count
                + stores.tokenFailures.page(TokenFailureFilter(clientID: sample.platform.clientID), after: nil, limit: 10).count
        },
        WallCase("ResourceServerStore.insert(publicID:_:)", .root) { stores, _ in
            _ = try stores.resourceServers.insert(publicID: "rs_second", Sample.resourceServerValues)
            return 1
        },
        WallCase("ResourceServerStore.find(publicID:)") { stores, sample in
            try stores.resourceServers.find(publicID: sample.resourceServer.publicID).count
        },
        WallCase("ResourceServerStore.lock(publicID:)") { stores, sample in
            try stores.resourceServers.lock(publicID: sample.resourceServer.publicID).count
        },
        WallCase("ResourceServerStore.page(after:limit:)") { stores, _ in try stores.resourceServers.page(after: nil, limit: 10).count },
        WallCase("ResourceServerStore.update(_:_:)") { stores, sample in
            _ = try stores.resourceServers.update(sample.resourceServer.id, Sample.resourceServerValues)
            return 1
        },
        WallCase("ResourceServerStore.setDisabled(_:_:)") { stores, sample in
            _ = try stores.resourceServers.setDisabled(true, sample.resourceServer.id)
            return 1
        },
        WallCase("ResourceServerStore.delete(_:)") { stores, sample in
            try stores.resourceServers.delete(sample.resourceServer.id)
            return 1
        },
        WallCase("ResourceServerStore.authenticate(publicID:hashes:)") { stores, sample in
            try stores.resourceServers.authenticate(
                publicID: sample.resourceServer.publicID, hashes: [sample.hashes.resourceServer]
            ).count
        },
        WallCase("ResourceServerStore.refused(publicID:hashes:)") { stores, sample in
            try stores.resourceServers.refused(publicID: sample.resourceServer.publicID, hashes: []).count
        },
        WallCase("ResourceServerStore.noteUse(_:secret:)") { stores, sample in
            try stores.resourceServers.noteUse(sample.resourceServer.id, secret: sample.resourceServerSecretID)
            return 0
        },
        WallCase("ResourceServerStore.insertSecret(_:of:lifetime:)") { stores, sample in
            _ = try stores.resourceServers.insertSecret(.fresh(), of: sample.resourceServer.id, lifetime: nil)
            return 1
        },
        WallCase("ResourceServerStore.endSecrets(of:after:)") { stores, sample in
            try stores.resourceServers.endSecrets(of: sample.resourceServer.id, after: .zero)
            return 0
        },
        WallCase("ResourceServerStore.secrets(of:)") { stores, sample in
            try stores.resourceServers.secrets(of: sample.resourceServer.id).count
        },
    ]
}
