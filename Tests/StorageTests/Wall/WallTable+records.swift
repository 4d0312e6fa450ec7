import Model

extension WallTable {
    static let records = [
        WallCase("EventStore.insert(_:)") { stores, sample in
            try stores.events.insert(Event(.accountDisconnected, platform: sample.platform.id, data: [:]))
            return 0
        },
        WallCase("EventStore.all()") { stores, _ in try stores.events.all().count },
        WallCase("AuditEntryStore.insert(_:sourceAddress:requestID:)", .root) { stores, _ in
            try stores.auditEntries.insert(AuditEntry("second", by: .anonymous), sourceAddress: "192.0.2.1", requestID: "r")
            return 0
        },
    ]
}
