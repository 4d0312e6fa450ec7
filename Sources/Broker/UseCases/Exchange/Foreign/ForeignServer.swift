/// An authorization server whose tables can be taken over.
package enum ForeignServer: String, Sendable, CaseIterable {
    /// <https://github.com/doorkeeper-gem/doorkeeper>
    case doorkeeper
    /// <https://github.com/jazzband/django-oauth-toolkit>
    case djangoOAuthToolkit = "django-oauth-toolkit"
}

/// How a column that holds a secret was written.
package enum ForeignForm: String, Sendable, CaseIterable {
    case plain
    /// The SHA-256 digest, in hexadecimal.
    case sha256
}

/// What somebody knows of the tables that the tables do not say.
package struct ForeignForms: Sendable {
    package var tokens: ForeignForm?
    package var secrets: ForeignForm?

    package init(tokens: ForeignForm? = nil, secrets: ForeignForm? = nil) {
        self.tokens = tokens
        self.secrets = secrets
    }
}
