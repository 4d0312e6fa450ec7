import Broker
import Dialects
import Model
import OAuth

extension PlatformEntry {
    private static let fields: [Schema.Member] = [
        .always("client_id", .string), .always("name", .string), .always("description", .nullable(.string)),
        .always("url", .nullable(.string)), .always("redirect_uris", .list(.string)),
        .always("webhook_url", .nullable(.string), "As registered: its endpoint has a life of its own, see `webhook-endpoints`."),
        .always("logo_url", .nullable(.string)), .always("scopes", .list(.string)),
        .always("scope_rules", .list(.string), "What it may do, in dialects whose scopes are rules of actions."),
        .always("grant_types", .list(.string)), .always("public", .boolean, "It can keep no secret, and has none."),
        .always("requires_pkce", .boolean),
        .always("account_id", .nullable(.string), "The account it belongs to and is for; null: it is for every account."),
        .always("created_at", .time), .always("disabled_at", .nullable(.time)),
    ]
    /// In lists and where one was changed.
    static let schema = Schema.named("Platform", .object(fields))
    /// One by itself.
    static let wholeSchema = Schema.named(
        "PlatformWithSecrets", .object(fields + [.always("secrets", .list(PlatformSecret.schema), "Never their values.")]))

    /// What its ETag is of: nothing that changes by being used.
    var members: [String: WireValue] {
        [
            "client_id": .string(platform.clientID), "name": .string(platform.name), "description": WireValue(platform.description),
            "url": WireValue(platform.url), "redirect_uris": .list(platform.redirectURIs), "webhook_url": WireValue(platform.webhookURL),
            "logo_url": WireValue(platform.logoURL), "scopes": .list(platform.scopes), "scope_rules": .list(scopeRules.map(\.text)),
            "grant_types": .list(platform.grantTypes.map(\.rawValue)), "public": .bool(platform.isPublic),
            "requires_pkce": .bool(platform.requiresPKCE), "account_id": WireValue(ownerAccountID),
            "created_at": .time(platform.createdAt), "disabled_at": .time(platform.disabledAt),
        ]
    }

    var wholeMembers: [String: WireValue] {
        members.merging(["secrets": .array(secrets.map { .object($0.members(among: secrets)) })]) { first, _ in first }
    }
}

extension PlatformSecret {
    static let schema = Schema.named(
        "PlatformSecret",
        .object([
            .always("id", .uuid), .always("created_at", .time), .always("expires_at", .nullable(.time), "Null: it does not."),
            .always("last_used_at", .nullable(.time), "To the minute."), .always("disabled_at", .nullable(.time)),
            .always("still_used", .boolean, "It was used since a newer one was made: somebody has not changed over."),
        ]))

    func members(among all: [PlatformSecret]) -> [String: WireValue] {
        [
            "id": .string(id.description), "created_at": .time(createdAt), "expires_at": .time(expiresAt),
            "last_used_at": .time(lastUsedAt), "disabled_at": .time(disabledAt), "still_used": .bool(isStillUsed(among: all)),
        ]
    }
}
