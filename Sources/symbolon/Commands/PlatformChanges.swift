import ArgumentParser
import Broker
import Model

/// What of a platform may be changed, as `edit` and `preview` take it.
struct PlatformChanges: ParsableArguments {
    @Option(help: "The name people see.") var name: String?
    @Option(help: "What it is, in a sentence; empty: nothing is said.") var description: String?
    @Option(help: "Its web address; empty: none.") var url: String?
    @Option(help: "Where people are sent back to, instead of where they were; may be given several times.") var redirectURI: [String] = []
    @Option(help: "Where its logo is; empty: none.") var logoURL: String?
    @Option(help: "A scope it is to have, instead of those it has; may be given several times.") var scope: [String] = []
    @Option(help: ArgumentHelp(PlatformScopeCommand.help, valueName: "rule")) var rule: [String] = []
    @Option(name: .customLong("require-pkce"), help: "Whether its requests must carry a code challenge: true or false.")
    var requiresPKCE: Bool?

    func validate() throws {
        let given: [Any?] = [name, description, url, logoURL, requiresPKCE]
        guard given.contains(where: { $0 != nil }) || !(redirectURI + scope + rule).isEmpty else {
            throw ValidationError("Say what is to change.")
        }
    }

    var change: UpdatePlatform.Change {
        UpdatePlatform.Change(
            name: name, description: description, url: url, redirectURIs: redirectURI.isEmpty ? nil : redirectURI, logoURL: logoURL,
            scopes: scope.isEmpty ? nil : scope, scopeRules: rule.isEmpty ? nil : rule.flatMap(ScopeRecord.parse),
            requiresPKCE: requiresPKCE)
    }
}

extension UpdatePlatform.Outcome {
    /// What differs, and what that does.
    var fields: [Field] {
        let (old, new) = (before.changeable, after.changeable)
        return [
            Field(
                "changes",
                .records(
                    changed.map { name in
                        [
                            Field("member", .text(name)), Field("before", .members(old[name].map { [name: $0] } ?? [:])),
                            Field("after", .members(new[name].map { [name: $0] } ?? [:])),
                        ]
                    })),
            Field("grants", .number(effects.grants)), Field("grants_narrowed", .number(effects.grantsNarrowed)),
            Field("grants_left_without_scope", .number(effects.grantsLeftWithoutScope)),
            Field("access_tokens_ended", .number(effects.accessTokensEnded.number)),
            Field("access_tokens_ended_at_least", .flag(effects.accessTokensEnded.isAtLeast)),
            Field("asked_again", .flag(effects.askedAgain)),
        ]
    }

    /// For whoever is asked whether they mean it.
    var consequences: String? {
        var parts: [String] = []
        if effects.grantsNarrowed > 0 { parts.append("\(effects.grantsNarrowed) grants lose a scope") }
        if effects.grantsLeftWithoutScope > 0 { parts.append("\(effects.grantsLeftWithoutScope) grants end, left without a scope") }
        if effects.accessTokensEnded.number > 0 {
            parts.append("\(effects.accessTokensEnded.isAtLeast ? "at least " : "")\(effects.accessTokensEnded.number) access tokens end")
        }
        if effects.askedAgain { parts.append("everybody who allowed it is asked again") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
