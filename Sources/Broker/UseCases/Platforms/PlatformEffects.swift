package import Model
import Storage

/// What a change of a platform does to what it has.
package struct PlatformEffects: Sendable, Hashable {
    /// Live ones, all of them.
    package var grants = 0
    /// Those that lose a scope and keep one.
    package var grantsNarrowed = 0
    /// Those that lose all their scopes, and end.
    package var grantsLeftWithoutScope = 0
    package var accessTokensEnded: CappedCount = 0
    /// Everybody who allowed the platform has to do so again.
    package var askedAgain = false

    /// What an audit entry keeps of it: all that is not nothing.
    var detail: [String: EventValue] {
        var members: [String: EventValue] = [:]
        if grantsNarrowed > 0 { members["grants_narrowed"] = .integer(grantsNarrowed) }
        if grantsLeftWithoutScope > 0 { members["grants_left_without_scope"] = .integer(grantsLeftWithoutScope) }
        if accessTokensEnded.number > 0 { members["access_tokens_ended"] = .integer(accessTokensEnded.number) }
        if accessTokensEnded.isAtLeast { members["access_tokens_ended_at_least"] = true }
        return members
    }
}

extension Stores {
    /// What becomes of a platform's grants and tokens if it goes from one registration to another.
    func effects(of before: PlatformEntry, becoming after: PlatformEntry) throws -> PlatformEffects {
        let (platform, scopes) = (before.platform, after.platform.scopes)
        let census = try grants.census(platform: platform.id, keeping: scopes)
        var effects = PlatformEffects(grants: census.live)
        if before.scopeRules != after.scopeRules {
            effects.accessTokensEnded = try holdings.accessTokens(of: .platform(platform.id))
            effects.askedAgain = !platform.actsByItself
        }
        // A platform without scopes limits nobody, and none is taken from it.
        guard !scopes.isEmpty else { return effects }
        effects.grantsNarrowed = census.narrowed
        effects.grantsLeftWithoutScope = census.emptied
        if !Set(platform.scopes).isSubset(of: scopes) {
            effects.accessTokensEnded += try accessTokens.count(platform: platform.id, without: scopes)
        }
        return effects
    }
}
