import OAuth
import Testing

@Test("the authorization code grant has the RFC's wire value (RFC 6749 §4.1.3)")
func authorizationCodeGrantType() {
    #expect(GrantType.authorizationCode.rawValue == "authorization_code")
    #expect(GrantType(rawValue: "authorization_code") == .authorizationCode)
    #expect(GrantType(rawValue: "Authorization_Code") != .authorizationCode)
}
