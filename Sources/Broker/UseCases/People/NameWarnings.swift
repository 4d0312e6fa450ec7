package import Model
import Storage

/// Whether people could take a name for another one of the same tenant (SECURITY 4C row 15). Names are kept byte for byte as given; this
/// says only what to look at.
package struct NameWarnings: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func account(_ account: Account, in tenant: Tenant) async throws -> [String] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            Self.words(try stores.accounts.lookalikes(of: account.name, except: account.publicID), "account")
                + Self.invisible(in: account.name)
        }
    }

    package func platform(_ platform: Platform, in tenant: Tenant) async throws -> [String] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            Self.words(try stores.platforms.lookalikes(of: platform.name, except: platform.clientID), "platform")
                + Self.invisible(in: platform.name)
        }
    }

    private static func words(_ ids: [String], _ kind: String) -> [String] {
        ids.isEmpty ? [] : ["the name looks like that of the \(kind) \(ids.joined(separator: ", "))"]
    }

    private static func invisible(in name: String) -> [String] {
        name.unicodeScalars.contains(where: \.isInvisible) ? ["the name holds characters that cannot be seen"] : []
    }
}

extension Unicode.Scalar {
    /// A joiner, a mark of direction, a variation selector or the like.
    var isInvisible: Bool { properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format }
}
