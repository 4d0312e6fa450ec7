import Dialects
import Testing

/// Somebody asks about a token in one dialect.
struct TokenQuestionCase: Sendable, CustomTestStringConvertible {
    let dialect: Dialect
    let asker: Front.Asker

    var testDescription: String { "\(dialect.name), by \(asker)" }

    static let all = Dialect.all.flatMap { dialect in
        Front.Asker.allCases.filter { $0.asks(in: dialect) }.map { TokenQuestionCase(dialect: dialect, asker: $0) }
    }

    /// What a platform has to ask for.
    var setup: Front.Setup {
        let scopes = dialect.rules.availableScopes.map { [$0[0]] } ?? (dialect.rules.recordAccess == nil ? ["read"] : [])
        return Front.Setup(scopes: scopes)
    }

    var introspects: Bool { Front.Asker.introspecting.contains(asker) }

    /// Whether memory has the answer: of actions it has none.
    var isRemembered: Bool { !introspects || dialect.rules.recordAccess == nil }

    /// The same question in ways that only the library answers.
    func detours(of request: WireRequest) -> [WireRequest] {
        let detours = [
            request.with("Connection: close"), request.changed { $0.version = "1.0" }, request.with("Expect: 100-continue"),
            request.changed { $0.path += "/" },
        ]
        // A client's credentials and a query do not go together.
        let isClient = asker == .resourceServer || asker == .platform
        return isClient ? detours : detours + [request.changed { $0.path += "?a=b" }]
    }
}
