import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// What is on record about tokens; never a token.
struct TokenRoutes: Sendable {
    private static let schema = Schema.named(
        "Token",
        .object([
            .always("id", .uuid, "Of the record; it says nothing of the token."),
            .always("type", .one(of: TokenRecord.Kind.allCases.map(\.rawValue))),
            .always(
                "state", .one(of: TokenRecord.State.allCases.map(\.rawValue)),
                "`asleep` is good again once its account, platform, user or membership is; `used` is a refresh token that was exchanged."),
            .always("grant_id", .nullable(.uuid), "Null of a personal one."),
            .always("account_id", .text(.identifier)), .always("client_id", .nullable(.text(.identifier))),
            .always("user_id", .nullable(.uuid), "For whom it acts; null where it acts for the account."),
            .always("scopes", .list(.string), "Those it was issued with."), .always("created_at", .time),
            .always("expires_at", .nullable(.time)), .always("revoked_at", .nullable(.time), "It, or what it ended with."),
        ]))
    private static let value = Schema.object([.always("token", .text(.token), "The token itself. It is in no answer and no log.")])

    private let tokens: ManageTokens

    init(engine: Engine) { tokens = ManageTokens(engine: engine) }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listTokens", .get, "tokens", .read(.tokens), "List tokens",
                query: QueryParameter.page + [
                    QueryParameter("type", .one(of: TokenRecord.Kind.allCases.map(\.rawValue)), "Of this type only."),
                    QueryParameter("state", .one(of: TokenRecord.State.allCases.map(\.rawValue)), "In this state only."),
                    QueryParameter("grant_id", .uuid, "Of this grant."),
                    QueryParameter("client_id", .text(.identifier), "Of this platform."),
                    QueryParameter("account_id", .text(.identifier), "Of this account."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "lookUpToken", .post, "tokens/lookup", .read(.tokens), "Ask what a token is",
                description: "For a token that was found somewhere. One character more or less is another token, which nobody has.",
                body: Self.value, answers: [.entity(Self.schema, "What is on record about it.")], lookup),
            AdminOperation(
                "revokeTokenByValue", .post, "tokens/revoke", .write(.tokens), "Revoke a token by its value",
                description: Self.consequence, body: Self.value, answers: [.ok(Touched.schema, "What ended.")], revokeByValue),
            AdminOperation("getToken", .get, "tokens/:id", .read(.tokens), "Show a token", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "revokeToken", .post, "tokens/:id/revoke", .write(.tokens), "Revoke a token", description: Self.consequence,
                answers: [.ok(Touched.schema, "What ended.")], revoke),
        ]
    }

    private static let consequence =
        "At once and for good. Of a refresh token all that came of the same authorization ends, access tokens "
        + "included; of an access token only that one, and a refresh token beside it still gets others: revoke the grant to end all."

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["type", "state", "grant_id", "client_id", "account_id"])
        var filter = ManageTokens.Filter()
        (filter.kind, filter.state, filter.grant) = (try query.choice("type"), try query.choice("state"), try query.id("grant_id"))
        (filter.clientID, filter.accountID) = (query["client_id"], query["account_id"])
        let rows = try await tokens.page(filter, after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id)
        } members: {
            $0.members
        }
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await tokens.find(try Self.id(context), in: context.tenant).members)
    }

    @Sendable func lookup(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await tokens.find(try await Self.token(request), in: context.tenant).members)
    }

    @Sendable func revoke(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id = try Self.id(context)
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(try await tokens.revoke(id, in: context.tenant, by: context.actor, origin: context.origin).members)
    }

    @Sendable func revokeByValue(_ request: Request, _ context: AdminContext) async throws -> Response {
        let token = try await Self.token(request)
        return .uncachedJSON(try await tokens.revoke(token, in: context.tenant, by: context.actor, origin: context.origin).members)
    }

    private static func id(_ context: AdminContext) throws -> UUID {
        let id: AccessToken.ID = try context.pathID()
        return id.rawValue
    }

    private static func token(_ request: Request) async throws -> PlainSecret {
        let text = try await JSONBody(request, value).string("token").required("token")
        guard TextLimit.token.admits(text) else { throw InputError("token", TextLimit.token.rule) }
        return PlainSecret(text)
    }
}

extension TokenRecord {
    fileprivate var members: [String: WireValue] {
        [
            "id": .string(id.uuidString.lowercased()), "type": .string(kind.rawValue), "state": .string(state.rawValue),
            "grant_id": WireValue(grantID?.description), "account_id": .string(accountID), "client_id": WireValue(clientID),
            "user_id": WireValue(userID?.description), "scopes": .list(scopes), "created_at": .time(createdAt),
            "expires_at": .time(expiresAt), "revoked_at": .time(revokedAt),
        ]
    }
}
