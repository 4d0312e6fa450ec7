import Broker
import Dialects
import Hummingbird
import Model
import OAuth
import Secrets

/// A platform asks for a one-time token that signs somebody in.
struct MintSSOTokenRoute: Sendable {
    private let mintSSOToken: MintSSOToken
    private let tokenType: TokenType

    init(engine: Engine, tokenType: TokenType) {
        mintSSOToken = MintSSOToken(engine: engine)
        self.tokenType = tokenType
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let wire = context.site.dialect.wire
        let token = try BearerToken.read(request, context)
        let body = try await ParameterReader(request, as: wire.requestBody)
        let ssoToken = try await mintSSOToken(
            MintSSOToken.Request(
                tokenType: tokenType,
                userInput: tokenType == .company ? try body.parameters.required("user_input") : nil,
                landingPage: tokenType == .user ? body.parameters["landing_page_custom"] : nil,
                thirdPartyData: tokenType == .company ? try body.object("tpd") : nil),
            token: token, at: context.site, origin: context.origin)
        return .uncachedJSON(wire.ssoTokenResponse(ssoToken.value))
    }
}
