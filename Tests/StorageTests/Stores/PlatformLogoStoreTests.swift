import Model
import Storage
import TestSupport
import Testing

@Suite("platform logos", .database)
struct PlatformLogoStoreTests {
    @Test("are missing where one is named and was not fetched; the first that arrives from there is kept")
    func missing() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (before, after, kept) = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let before = try stores.platformLogos.missing()
                for (byte, url) in [(UInt8(9), Sample.logoURL + "x"), (1, Sample.logoURL), (2, Sample.logoURL)] {
                    try stores.platformLogos.insert(
                        PlatformLogo(mediaType: "image/png", content: [byte]), from: url, platform: sample.logoless.id)
                }
                return (before, try stores.platformLogos.missing(), try stores.platformLogos.find(clientID: sample.logoless.clientID))
            }
            #expect(before == [sample.logoless])
            #expect(after == [])
            #expect(kept == PlatformLogo(mediaType: "image/png", content: [1]))
        }
    }

    @Test("of a disabled platform, or of one that names none, are not missing", arguments: [true, false])
    func notMissing(disabled: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let missing = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                if disabled {
                    _ = try stores.platforms.setDisabled(true, clientID: sample.logoless.clientID)
                } else {
                    var fields = PlatformFields(sample.logoless)
                    fields.logoURL = nil
                    _ = try stores.platforms.update(sample.logoless.id, fields)
                }
                return try stores.platformLogos.missing()
            }
            #expect(missing == [])
        }
    }
}
