package import Model

/// A platform that proved who it is.
package struct LivePlatform: Sendable {
    package let platform: Platform
    package let secretID: PlatformSecret.ID
    /// That the secret is in use was last noted a while ago.
    package let wantsNote: Bool
}
