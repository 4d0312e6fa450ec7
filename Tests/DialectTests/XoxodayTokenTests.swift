import Dialects
import Foundation
import Model
import OAuth
import Testing

@Suite("the text of a Xoxoday access token (WIRE-CONTRACTS 2.4, 2.5 and 6)")
struct XoxodayTokenTests {
    /// The vendor's own example: 256 characters.
    private static let example =
        "eyJ0b2tlbkNvbnRlbnQiOnsiaXNzdWVkRm9yIjoiRnJlc2h3b3JrcyIsInNjb3BlIjoiIiwiaXNzdWVkQXQiOjE1NTk4MDQ1NTAxMzYsImV4cGlyZXNBdCI6IjIwMTktMDct"
        + "MDZUMDc6MDI6MzAuMTM2WiIsInRva2VuX3R5cGUiOiJDT01QQU5ZIn0sImFfdCI6ImY3ZWM1MWMyYmE0ZGNmNzY2ZWE0ZDExMTI3ZjEzZjQzZjAwZmNhN2EifQ=="

    @Test("made of the example's values it is the example, byte for byte")
    func vector() {
        #expect(Self.example.utf8.count == 256)
        let text = Self.text(secret: "f7ec51c2ba4dcf766ea4d11127f13f43f00fca7a", issuedAt: 1_559_804_550_136, lifetime: 2_592_000)
        #expect(text == Self.example)
    }

    @Test("the documentation's other two tokens begin as ours would", arguments: [(1_559_919_881_601, 172), (1_559_804_578_582, 175)])
    func cutExamples(issuedAt: Int, length: Int) throws {
        let text = Self.text(secret: String(repeating: "0", count: 40), issuedAt: issuedAt, lifetime: 1_296_000, tokenType: .user)
        let begun = try #require(Data(base64Encoded: String(text.prefix(172))))
        let told = String(decoding: begun, as: UTF8.self)
        #expect(told.hasPrefix(#"{"tokenContent":{"issuedFor":"Freshworks","scope":"","issuedAt":\#(issuedAt),"expiresAt":"2019-06-2"#))
        #expect(text.utf8.count > length)
    }

    @Test("a user's token says its scopes and its type, a company's an empty scope")
    func scopes() throws {
        for (tokenType, scope, name) in [(TokenType.user, "profile_read,points_read", "USER"), (.company, "", "COMPANY")] {
            let text = Self.text(
                secret: "00", scopes: ["profile_read", "points_read"], issuedAt: 1_559_804_550_000, lifetime: 1, tokenType: tokenType)
            let json = String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
            #expect(
                json
                    == #"{"tokenContent":{"issuedFor":"Freshworks","scope":"\#(scope)","issuedAt":1559804550000,"#
                    + #""expiresAt":"2019-06-06T07:02:31.000Z","token_type":"\#(name)"},"a_t":"00"}"#)
        }
    }

    @Test(
        "whatever a platform is called, the text is JSON in base64 and says that name",
        arguments: [#"A "quoted" \ name"#, "é🦉", "a/b</script>"])
    func names(_ name: String) throws {
        let text = Self.text(name: name, secret: "00", issuedAt: 1, lifetime: 1)
        let object = try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: text))) as? [String: Any]
        let content = object?["tokenContent"] as? [String: Any]
        #expect(content?["issuedFor"] as? String == name)
        #expect(object?["a_t"] as? String == "00")
    }

    @Test("the longest there can be fits into an Authorization header")
    func longest() throws {
        let scopes = try #require(Dialect.xoxoday.rules.availableScopes)
        for name in [String(repeating: "🦉", count: 200), String(repeating: "\"", count: 200)] {
            let text = Self.text(
                name: name, secret: String(repeating: "0", count: 40), scopes: scopes, issuedAt: 253_402_300_799_000, lifetime: 0,
                tokenType: .user)
            #expect(try AuthorizationHeader.token(in: ["Bearer \(text)"], scheme: "Bearer") == text)
        }
    }

    @Test("validation tells the milliseconds that remain: the sample was taken 4,088,977 ms after its token was issued")
    func validationArithmetic() {
        let (issuedAt, remaining, takenAt) = (1_559_804_578_582, 1_291_911_023, 1_559_808_667_559)
        #expect(issuedAt + 1_296_000_000 - remaining == takenAt)
        let answer = Dialect.xoxoday.wire.validationResponse(
            ValidationAnswer(
                accessToken: "t", tokenType: .user, accountID: "a", accountName: "A",
                remainingMilliseconds: issuedAt + 1_296_000_000 - takenAt, person: nil))
        #expect(answer == ["access_token": "t", "token_type": "bearer", "expires_in": .integer(1_291_911_023)])
    }

    private static func text(
        name: String = "Freshworks", secret: String, scopes: [String] = [], issuedAt: Int, lifetime: Int, tokenType: TokenType = .company
    ) -> String {
        let issued = Date(timeIntervalSince1970: Double(issuedAt) / 1000)
        return Dialect.xoxoday.rules.accessTokenText?(
            AccessTokenContent(
                secret: secret, platformName: name, scopes: scopes, tokenType: tokenType, issuedAt: issued,
                expiresAt: issued.addingTimeInterval(Double(lifetime)))) ?? ""
    }
}
