import Model

extension WallTable {
    static let records = [
        WallCase("EventStore.insert(_:)") { stores, sample in
            try stores.events.insert(Event(.accountDisconnected, platform: sample.platform.id, data: [:]))
            return 0
        },
        WallCase("EventStore.insertUnqueued(_:)") { stores, sample in
            _ = try stores.events.insertUnqueued(Event(.webhookTest, platform: sample.platform.id, data: [:]))
            return 1
        },
        WallCase("EventStore.find(_:)") { stores, sample in try stores.events.find(sample.eventID).count },
        WallCase("EventStore.page(type:platform:after:limit:)") { stores, sample in
            try stores.events.page(type: nil, platform: sample.platform.id, after: nil, limit: 10).count
                + stores.events.page(type: nil, platform: nil, after: nil, limit: 10).count
        },
        WallCase("EventStore.all()") { stores, _ in try stores.events.all().count },
    ]
}
