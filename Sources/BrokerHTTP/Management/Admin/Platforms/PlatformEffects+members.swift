import Broker
import Dialects
import Model

extension PlatformEffects {
    static let schema = Schema.named(
        "PlatformEffects",
        .object([
            .always("grants", .count, "Live ones, all of them."), .always("grants_narrowed", .count, "They lose a scope and keep one."),
            .always("grants_left_without_scope", .count, "They lose all they have, and end."), .always("access_tokens_ended", .count),
            .maybe("access_tokens_ended_at_least", .boolean, "Only so many were counted."),
            .always("asked_again", .boolean, "Everybody who allowed the platform has to do so again."),
        ]))

    var members: [String: WireValue] {
        var members: [String: WireValue] = [
            "grants": .integer(grants), "grants_narrowed": .integer(grantsNarrowed),
            "grants_left_without_scope": .integer(grantsLeftWithoutScope), "access_tokens_ended": .integer(accessTokensEnded.number),
            "asked_again": .bool(askedAgain),
        ]
        if accessTokensEnded.isAtLeast { members["access_tokens_ended_at_least"] = .bool(true) }
        return members
    }
}

extension UpdatePlatform.Outcome {
    static let schema = Schema.object([
        .always("changes", .map, "Of each member that differs, `before` and `after`."),
        .always("effects", PlatformEffects.schema),
    ])

    /// What would change, member by member.
    var members: [String: WireValue] {
        let (old, new) = (before.changeable, after.changeable)
        var changes: [String: WireValue] = [:]
        for name in changed { changes[name] = .object(["before": Self.value(old[name]), "after": Self.value(new[name])]) }
        return ["changes": .object(changes), "effects": .object(effects.members)]
    }

    private static func value(_ value: EventValue?) -> WireValue {
        switch value {
        case nil: WireValue(nil)
        case .string(let text): .string(text)
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .list(let items): .list(items)
        }
    }
}

extension EndPlatform.Toll {
    static let schema = Touched.schema.adding([.always("secrets", .count, "Client secrets that were not disabled.")])

    var members: [String: WireValue] { touched.members.merging(["secrets": .integer(secrets)]) { first, _ in first } }
}
