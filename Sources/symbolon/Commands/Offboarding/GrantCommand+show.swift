import ArgumentParser
import Broker
import Model

extension GrantCommand {
    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show a grant, and what is live of it.")

        @Argument(help: "The id of the grant, as `list` shows it.", transform: parseID) var id: Grant.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let grants = ManageGrants(engine: engine)
            let record = try await grants.find(id, in: tenant)
            let live = try await grants.preview(id, in: tenant)
            let grant = record.grant
            var (connected, revoked, revoker): (Field.Value, Field.Value, Field.Value) = (.date(nil), .date(nil), .text(nil))
            switch grant.state {
            case .allowed: break
            case .connected(let since): connected = .date(since)
            case .revoked(let at, let by): (revoked, revoker) = (.date(at), .text(by.rawValue))
            }
            output.show([
                Field("id", .text(grant.id.description)), Field("client_id", .text(record.clientID)),
                Field("account", .text(record.accountID)), Field("user_id", .text(grant.userID?.description)),
                Field("scopes", .list(grant.scopes)), Field("state", .text(record.state.rawValue)),
                Field("created_at", .date(record.createdAt)), Field("approved_by", .text(grant.approvedBy.description)),
                Field("approved_at", .date(grant.approvedAt)), Field("approver_missing_at", .date(grant.approverMissingAt)),
                Field("connected_at", connected), Field("revoked_at", revoked), Field("revoked_by", revoker),
                Field("live", .record(live.fields)),
            ])
        }
    }
}
