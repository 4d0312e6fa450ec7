import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// The consent of accounts, and of users in them, to platforms.
struct GrantRoutes: Sendable {
    private static let scopes = Schema.list(.text(.scope), maximum: CountLimit.scopes)
    private static let schema = Schema.named(
        "Grant",
        .object([
            .always("id", .uuid), .always("account_id", .text(.identifier)), .always("client_id", .text(.identifier)),
            .always("user_id", .nullable(.uuid), "Whose it is in the account; null where it is the account's own."),
            .always("scopes", .list(.string)),
            .always(
                "state", .one(of: GrantRecord.State.allCases.map(\.rawValue)), "`allowed` is not yet connected: no token was had for it."),
            .always("created_at", .nullable(.time), "Null for those made before this was kept."),
            .always("approved_by", .uuid, "The user."), .always("approved_at", .time),
            .always("approver_missing_at", .nullable(.time), "Since when whoever approved it no longer stands for it."),
            .always("connected_at", .nullable(.time), "When its first token was issued; null too once it is revoked."),
            .always("revoked_at", .nullable(.time)),
            .always("revoked_by", .nullable(.one(of: Grant.Revoker.allCases.map(\.rawValue)))),
        ]))
    private static let installation = Schema.object([
        .always("client_id", .text(.identifier), "A platform of client credentials."), .always("account_id", .text(.identifier)),
        .always("approved_by", .string(.length(1...254)), "Somebody of the account: a user's id or address."),
        .maybe("user_id", .string(.length(1...254)), "As whom it acts, where the vendor has it act as a person: id or address."),
    ])
    private static let change = Schema.object([.always("scopes", scopes, "What is left.")])

    private let grants: ManageGrants
    private let revokeGrant: RevokeGrant
    private let installPlatform: InstallPlatform

    init(engine: Engine) {
        grants = ManageGrants(engine: engine)
        revokeGrant = RevokeGrant(engine: engine)
        installPlatform = InstallPlatform(engine: engine)
    }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listGrants", .get, "grants", .read(.grants), "List grants",
                query: QueryParameter.page + [
                    QueryParameter("account_id", .text(.identifier), "Of this account and its users."),
                    QueryParameter("client_id", .text(.identifier), "To this platform."),
                    QueryParameter("user_id", .uuid, "This user's own."),
                    QueryParameter("state", .one(of: GrantRecord.State.allCases.map(\.rawValue)), "In this state only."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "createGrant", .post, "grants", .write(.grants), "Connect a platform that acts by itself",
                description: "Nobody is asked in a browser. Where it is connected already, that grant is approved anew.",
                body: Self.installation, answers: [.created(Self.schema)], create),
            AdminOperation("getGrant", .get, "grants/:id", .read(.grants), "Show a grant", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateGrant", .patch, "grants/:id", .write(.grants), "Take scopes from a grant",
                description: "Its tokens may do no more than what is left from the next request on; its platform is told. Only whoever "
                    + "allowed it can allow more.", body: Self.change, answers: [.entity(Self.schema)], takesPrecondition: true, update),
            AdminOperation(
                "previewGrantRevocation", .get, "grants/:id/revocation", .read(.grants), "Show what revoking a grant ends",
                answers: [.ok(Touched.schema, "What would end.")], preview),
            AdminOperation(
                "revokeGrant", .post, "grants/:id/revoke", .write(.grants), "Revoke a grant",
                description: "For good, with every token and code of it; its platform is told. Revoked before, nothing is touched.",
                answers: [.ok(Touched.schema, "What ended.")], revoke),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["account_id", "client_id", "user_id", "state"])
        var filter = ManageGrants.Filter()
        (filter.accountID, filter.clientID, filter.user) = (query["account_id"], query["client_id"], try query.id("user_id"))
        filter.state = try query.choice("state")
        let rows = try await grants.page(filter, after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.placeTime, id: $0.grant.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.installation)
        let id = try await installPlatform(
            try body.string("client_id").required("client_id"), account: try body.string("account_id").required("account_id"),
            user: try body.string("user_id"), approvedBy: try body.string("approved_by").required("approved_by"), in: context.tenant,
            by: context.actor, origin: context.origin)
        return try .created(try await grants.find(id, in: context.tenant).members, at: context.path("grants/\(id)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await grants.find(try context.pathID(), in: context.tenant).members)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let scopes = try await JSONBody(request, Self.change).strings("scopes").required("scopes")
        let grant = try await grants.narrow(
            try context.pathID(), to: scopes, precondition: try context.precondition(request) { $0.members }, in: context.tenant,
            by: context.actor, origin: context.origin)
        return try .entity(grant.members)
    }

    @Sendable func preview(_ request: Request, _ context: AdminContext) async throws -> Response {
        .uncachedJSON(try await grants.preview(try context.pathID(), in: context.tenant).members)
    }

    @Sendable func revoke(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: Grant.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(
            try await revokeGrant(id, as: context.revoker, in: context.tenant, by: context.actor, origin: context.origin).members)
    }
}

extension GrantRecord {
    fileprivate var members: [String: WireValue] {
        var (connected, revoked, revoker): (WireValue, WireValue, WireValue) = (.null, .null, .null)
        switch grant.state {
        case .allowed: break
        case .connected(let since): connected = .time(since)
        case .revoked(let at, let by): (revoked, revoker) = (.time(at), .string(by.rawValue))
        }
        return [
            "id": .string(grant.id.description), "account_id": .string(accountID), "client_id": .string(clientID),
            "user_id": WireValue(grant.userID?.description), "scopes": .list(grant.scopes), "state": .string(state.rawValue),
            "created_at": .time(createdAt), "approved_by": .string(grant.approvedBy.description), "approved_at": .time(grant.approvedAt),
            "approver_missing_at": .time(grant.approverMissingAt), "connected_at": connected, "revoked_at": revoked, "revoked_by": revoker,
        ]
    }
}
