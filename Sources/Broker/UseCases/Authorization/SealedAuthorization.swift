import Foundation
import Model
import Secrets

/// An authorization request on its way through a consent form: encrypted and bound to tenant and browser session,
/// so that nothing needs to be stored before a person decides, and nothing posted can change what was shown.
struct SealedAuthorization: Codable {
    let platformID: UUID
    /// The platform's when the page was shown: what was shown of an earlier scope is not what would be allowed.
    let generation: Int
    let redirectURI: String
    let redirectURIWasSent: Bool
    let scopes: [String]
    let state: String?
    let isForAccount: Bool
    let challenge: String?

    init(_ authorization: CheckedAuthorization) {
        platformID = authorization.platform.id.rawValue
        generation = authorization.platform.generation
        redirectURI = authorization.redirectURI
        redirectURIWasSent = authorization.redirectURIWasSent
        scopes = authorization.scopes
        state = authorization.state
        isForAccount = authorization.tokenType == .company
        challenge = authorization.challenge
    }

    func sealed(by keys: KeyRing, tenant: Tenant.ID, session: BrowserSession.ID) throws -> String {
        let plaintext = try JSONEncoder().encode(self)
        return Data(try keys.seal(Array(plaintext), context: Self.context(tenant, session))).base64EncodedString()
    }

    /// `nil` for anything but what this tenant sealed for this session.
    static func open(_ text: String, by keys: KeyRing, tenant: Tenant.ID, session: BrowserSession.ID) -> SealedAuthorization? {
        guard let sealed = Data(base64Encoded: text),
            let plaintext = try? keys.open(Array(sealed), context: context(tenant, session))
        else { return nil }
        return try? JSONDecoder().decode(SealedAuthorization.self, from: Data(plaintext))
    }

    private static func context(_ tenant: Tenant.ID, _ session: BrowserSession.ID) -> EnvelopeContext {
        EnvelopeContext(purpose: "authorization-request", tenant: tenant.rawValue, binding: Array(session.description.utf8))
    }
}
