import Model
package import OAuth
import Storage

extension OAuthError {
    /// The same, of a call that named this platform: looked up when it is recorded.
    package func naming(clientID: String) -> OAuthError {
        var error = self
        if error.facts.platformID == nil { error.facts.namedClientID = clientID }
        return error
    }

    /// The same, of a call this platform made.
    func called(by platform: Platform, as caller: FailureFacts.Caller) -> OAuthError {
        var error = self
        error.facts.platformID = platform.id.rawValue
        error.facts.caller = caller
        return error
    }
}

extension AuthenticatedPlatform {
    /// What fails in the body is this platform's call.
    func calling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as OAuthError {
            throw error.called(by: platform, as: .platform)
        }
    }
}

extension AccessToken {
    /// What fails in the body is a call of this token's platform, by the token.
    func calling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as OAuthError {
            var error = error.called(by: platform, as: .bearer)
            error.facts.accountID = account.id.rawValue
            error.facts.grantID = grantID.rawValue
            throw error
        }
    }
}
