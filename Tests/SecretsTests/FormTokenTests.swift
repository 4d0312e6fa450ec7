import Testing

@testable import Secrets

@Suite("Form tokens")
struct FormTokenTests {
    let keys: KeyRing
    let session = Array("session".utf8)

    init() throws { keys = try SampleKeys.fixed() }

    @Test("equal those computed by another implementation")
    func knownAnswer() throws {
        let token = try keys.formToken(binding: session, purpose: "sign-in")
        #expect(token == "dPsbLOnOT8AWg3AcNuCzUrYy2SX7kTMSY2Rz1YIUo0E")
        #expect(keys.verifiesFormToken(token, binding: session, purpose: "sign-in"))
    }

    @Test("are good for their session and purpose only")
    func bound() throws {
        let token = try keys.formToken(binding: session, purpose: "sign-in")
        #expect(!keys.verifiesFormToken(token, binding: Array("sessioN".utf8), purpose: "sign-in"))
        #expect(!keys.verifiesFormToken(token, binding: session, purpose: "consent"))
        #expect(!keys.verifiesFormToken(token, binding: Array("nsession".utf8), purpose: "sign-i"))
    }

    @Test(
        "fail when altered",
        arguments: ["", "=", "dPsbLOnOT8AWg3AcNuCzUrYy2SX7kTMSY2Rz1YIUo0F", "dPsbLOnOT8AWg3AcNuCzUrYy2SX7kTMSY2Rz1YIUo0E="])
    func altered(token: String) {
        #expect(!keys.verifiesFormToken(token, binding: session, purpose: "sign-in"))
    }

    @Test("outlive a rotation while the previous key is listed")
    func rotated() throws {
        let token = try keys.formToken(binding: session, purpose: "sign-in")
        let line = try SampleKeys.line("k2")
        #expect(try KeyRing(parsing: line + "\n" + SampleKeys.fixedLine).verifiesFormToken(token, binding: session, purpose: "sign-in"))
        #expect(try !KeyRing(parsing: line).verifiesFormToken(token, binding: session, purpose: "sign-in"))
    }
}
