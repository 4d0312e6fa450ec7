import Model
import Storage

extension Stores {
    /// After a change to a user or a membership: flags the accounts' grants that lost their approver by it, and tells their platforms.
    /// The grants themselves live on: they are the accounts', not that person's.
    func reviewApprovals(of user: User, account: Account.ID?, reason: String, by actor: AuditEntry.Actor) throws {
        for grant in try grants.reviewApprover(user.id, account: account) {
            guard let platform = try platforms.find(grant.platformID), let account = try accounts.find(grant.accountID) else { continue }
            try tell(
                .grantApproverMissing, platform: platform, account: account, cause: try cause(actor),
                ["approved_by": .string(user.email), "reason": .string(reason)])
            try audit(
                "grant.approver_missing", by: actor, target: .init("grant", grant.id.description),
                detail: ["account_id": .string(account.publicID), "client_id": .string(platform.clientID)], origin: .local)
        }
    }
}
