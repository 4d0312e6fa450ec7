import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage

/// Makes the tokens of a grant in the dialect's shapes and lifetimes, and stores their hashes.
struct TokenIssuer {
    let context: FlowContext

    /// What is to be issued.
    struct Order {
        let grant: Grant
        let account: Account
        let platform: Platform
        let scopes: [String]
        /// The platform secret that asked.
        let secretID: PlatformSecret.ID?
        let codeID: AuthorizationCode.ID?
        /// Whose approval it comes of.
        let obtainedBy: User.ID?
        let refresh: Refresh
        /// Told in the answer.
        var approverEmail: String?
    }

    /// Whether a refresh token goes with it.
    enum Refresh {
        case none
        /// The first of a family, which ends with its parent if it has one.
        case first(parent: Parent?)
        /// For one that was used.
        case next(RefreshToken)
    }

    /// The account's grant whose token asked, and when that token's own family ends. `nil`: it does not.
    struct Parent {
        let grantID: Grant.ID
        let end: Date?
    }

    func issue(_ order: Order) throws -> TokenAnswer {
        let stores = context.stores
        let issuedAt = try stores.clock.read()
        let tokenType = order.grant.tokenType
        let family = try family(of: order, issuedAt: issuedAt)
        let expiresAt = Self.end(issuedAt, context.rules.accessTokenLifetime[tokenType], notAfter: family?.expiresAt)
        let secret = try context.rules.accessTokenFormat.generateText()
        let content = AccessTokenContent(
            secret: secret, platformName: order.platform.name, scopes: order.scopes, tokenType: tokenType, issuedAt: issuedAt,
            expiresAt: expiresAt)
        let token = PlainSecret(context.rules.accessTokenText?(content) ?? secret)
        try stores.accessTokens.insert(
            try hash(token, as: .accessToken),
            NewAccessToken(
                grantID: order.grant.id, tokenType: tokenType, scopes: order.scopes, issuedAt: issuedAt, expiresAt: expiresAt,
                generation: order.platform.generation, codeID: order.codeID, secretID: order.secretID, familyID: family?.id,
                obtainedBy: order.obtainedBy))
        return TokenAnswer(
            accessToken: token.value, tokenType: tokenType, accountID: order.account.publicID,
            expiresIn: expiresAt.map { Int($0.timeIntervalSince(issuedAt)) }, expiresAt: expiresAt,
            refreshToken: try family.flatMap { try refreshToken(in: $0, order, issuedAt: issuedAt) }, scopes: order.scopes,
            approverEmail: order.approverEmail)
    }

    private func family(of order: Order, issuedAt: Date) throws -> TokenFamily? {
        switch order.refresh {
        case .none: return nil
        case .next(let token): return token.family
        case .first(let parent):
            // What ends with something else needs a family to say so, refreshed or not.
            guard parent != nil || refreshLifetime(order) != nil else { return nil }
            return try context.stores.refreshTokens.insertFamily(
                grant: order.grant.id, code: order.codeID, obtainedBy: order.obtainedBy, parent: parent?.grantID,
                generation: order.platform.generation,
                expiresAt: Self.end(issuedAt, context.rules.refreshFamilyLifetime, notAfter: parent?.end))
        }
    }

    private func refreshLifetime(_ order: Order) -> Duration? {
        order.platform.grantTypes.contains(.refreshToken) ? context.rules.refreshTokenLifetime?[order.grant.tokenType] : nil
    }

    private func refreshToken(in family: TokenFamily, _ order: Order, issuedAt: Date) throws -> TokenAnswer.Refresh? {
        guard let lifetime = refreshLifetime(order), let expiresAt = Self.end(issuedAt, lifetime, notAfter: family.expiresAt) else {
            return nil
        }
        let token = try context.rules.refreshTokenFormat.generate()
        var parent: RefreshToken?
        if case .next(let used) = order.refresh { parent = used }
        try context.stores.refreshTokens.insert(
            try hash(token, as: .refreshToken), family: family.id, parent: parent?.id, secret: order.secretID,
            // Whatever the access token was narrowed to (RFC 6749 §6).
            scopes: parent?.scopes ?? order.scopes, issuedAt: issuedAt, expiresAt: expiresAt)
        return TokenAnswer.Refresh(text: token.value, expiresAt: expiresAt)
    }

    private func hash(_ token: PlainSecret, as kind: SecretKind) throws -> TokenHash {
        try context.engine.keys.hash(token, as: kind, tenant: context.stores.tenantID.rawValue)
    }

    private static func end(_ start: Date, _ lifetime: Duration?, notAfter limit: Date?) -> Date? {
        let end = lifetime.map { start.addingTimeInterval(Double($0.components.seconds)) }
        return [end, limit].compactMap { $0 }.min()
    }
}
