package import Secrets

// The entities' words for what `Secrets` makes of a token: the plain value is never stored, the hash can't be turned back.
package typealias PlainSecret = Secrets.PlainSecret
package typealias TokenHash = Secrets.TokenHash
package typealias PasswordHash = Secrets.PasswordHash
