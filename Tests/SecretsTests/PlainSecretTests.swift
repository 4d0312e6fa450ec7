import Testing

@testable import Secrets

@Suite("Secrets in clear")
struct PlainSecretTests {
    struct Holder { let secret: PlainSecret; let optional: PlainSecret?; let list: [PlainSecret] }

    @Test("never print their value")
    func printing() {
        let secret = PlainSecret("hunter2-hunter2")
        let holder = Holder(secret: secret, optional: secret, list: [secret])
        var dumped = ""
        dump(secret, to: &dumped)
        dump(holder, to: &dumped)
        let texts = [
            String(describing: secret), String(reflecting: secret), "\(secret)", secret.debugDescription, "\(holder)",
            String(reflecting: holder), "\(["key": secret])", String(describing: Mirror(reflecting: secret).children.map(\.value)), dumped,
        ]
        for text in texts { #expect(!text.contains("hunter2")) }
        #expect("\(secret)" == "<secret>")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("leave no key in the print of a key ring")
    func keyRing() throws {
        let keys = try SampleKeys.fixed()
        var dumped = "\(keys)"
        dump(keys, to: &dumped)
        #expect(!dumped.contains("Ud9fBOV"))
        #expect(!dumped.contains("81, 223, 95, 4") && !dumped.lowercased().contains("51df5f04"))
    }
}
