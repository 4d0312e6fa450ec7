import HTTPTypes
import Hummingbird
import OAuth

extension ClientCredentials {
    /// The client's word about who it is, from the header or the body (RFC 6749 §2.3.1).
    init(_ request: Request, _ parameters: OAuthParameters) throws {
        // Credentials in a URL end up in logs.
        guard request.uri.query?.isEmpty ?? true else {
            throw OAuthError.invalidRequest("send the parameters in the body, not in the URL")
        }
        try self.init(authorization: request.headers[fields: .authorization].map(\.value), parameters: parameters)
    }
}
