import Foundation

/// How a client says who it is (RFC 6749 §2.3): with a secret, or, if it is public, by its id alone.
package struct ClientCredentials: Sendable {
    package let clientID: String
    /// `nil`: the client is public, or claims to be.
    package let clientSecret: String?

    package init(clientID: String, clientSecret: String?) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    /// Throws `invalid_request` when there are none, or two that differ.
    package init(authorization headers: [String], parameters: OAuthParameters) throws(OAuthError) {
        guard let header = headers.first else {
            clientID = try parameters.required("client_id")
            clientSecret = parameters["client_secret"]
            if let clientSecret, clientSecret.utf8.count > Self.maximumLength {
                throw .invalidRequest("the parameter client_secret is too long")
            }
            return
        }
        guard headers.count == 1, let (id, secret) = Self.basic(header) else {
            throw OAuthError(
                .invalidClient, "the Authorization header must be: Basic, with client id and secret", .credentialsMissing,
                detail: "malformed Basic")
        }
        guard parameters["client_secret"] == nil else {
            throw .invalidRequest("send the client's credentials in the Authorization header or in the body, not in both")
        }
        if let named = parameters["client_id"], !named.utf8.elementsEqual(id.utf8) {
            throw .invalidRequest("client_id is not the client of the Authorization header")
        }
        clientID = id
        // Some clients send a public client's id with an empty password (INTEROP row 3).
        clientSecret = secret.isEmpty ? nil : secret
    }

    private static let maximumLength = 1024

    /// Id and secret, each form-encoded before they were joined (RFC 6749 §2.3.1).
    private static func basic(_ header: String) -> (id: String, secret: String)? {
        let parts = header.utf8.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, Substring(parts[0]).lowercased() == "basic", parts[1].count <= maximumLength * 2,
            let data = Data(base64Encoded: String(Substring(parts[1])))
        else { return nil }
        let pair = Array(data)
        guard let middle = pair.firstIndex(of: UInt8(ascii: ":")), let id = FormDecoding.value(pair[..<middle]),
            let secret = FormDecoding.value(pair[(middle + 1)...]), !id.isEmpty, !id.utf8.contains(0), !secret.utf8.contains(0)
        else { return nil }
        return (id, secret)
    }
}
