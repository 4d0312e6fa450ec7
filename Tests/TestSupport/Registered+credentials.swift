package import Broker
package import OAuth
package import Secrets

extension RegisterPlatform.Registered {
    /// The secret of a platform that has one; empty for one that has not.
    package var secret: PlainSecret { clientSecret ?? PlainSecret("") }

    package var credentials: ClientCredentials { ClientCredentials(clientID: platform.clientID, clientSecret: clientSecret?.value) }
}
