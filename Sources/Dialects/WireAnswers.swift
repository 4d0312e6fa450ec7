package import Foundation
package import Model

/// What a token response can be made of.
package struct TokenAnswer: Sendable {
    /// A refresh token and when it ends.
    package struct Refresh: Sendable {
        package let text: String
        package let expiresAt: Date

        package init(text: String, expiresAt: Date) {
            self.text = text
            self.expiresAt = expiresAt
        }
    }

    package let accessToken: String
    package let tokenType: TokenType
    /// The account's id on the wire.
    package let accountID: String
    /// Seconds, or `nil` for a token that does not expire.
    package let expiresIn: Int?
    package let expiresAt: Date?
    package let refreshToken: Refresh?
    package let scopes: [String]
    /// The address of whoever allowed it; `nil` where nobody was asked just now.
    package let approverEmail: String?

    package init(
        accessToken: String, tokenType: TokenType = .company, accountID: String, expiresIn: Int?, expiresAt: Date? = nil,
        refreshToken: Refresh? = nil, scopes: [String], approverEmail: String? = nil
    ) {
        self.accessToken = accessToken
        self.tokenType = tokenType
        self.accountID = accountID
        self.expiresIn = expiresIn
        self.expiresAt = expiresAt
        self.refreshToken = refreshToken
        self.scopes = scopes
        self.approverEmail = approverEmail
    }
}

/// What an answer about a good token can be made of.
package struct ValidationAnswer: Sendable {
    package let accessToken: String
    package let tokenType: TokenType?
    /// The account's id on the wire.
    package let accountID: String
    package let accountName: String
    /// Milliseconds until it expires, or `nil` for a token that does not.
    package let remainingMilliseconds: Int?
    /// The person it acts for, if it acts for one.
    package let person: Person?

    package struct Person: Sendable {
        package let id: String
        package let email: String
        package let name: String?
        package let roles: [String]

        package init(id: String, email: String, name: String?, roles: [String]) {
            self.id = id
            self.email = email
            self.name = name
            self.roles = roles
        }
    }

    package init(
        accessToken: String, tokenType: TokenType?, accountID: String, accountName: String, remainingMilliseconds: Int?, person: Person?
    ) {
        self.accessToken = accessToken
        self.tokenType = tokenType
        self.accountID = accountID
        self.accountName = accountName
        self.remainingMilliseconds = remainingMilliseconds
        self.person = person
    }
}

/// What an answer about an active token can be made of (RFC 7662 §2.2).
package struct IntrospectionAnswer: Sendable {
    package let scopes: [String]
    package let clientID: String?
    /// A user's id, or the account's under a prefix, so that the two never collide (RFC 9700 §4.15).
    package let subject: String
    package let username: String?
    package let tokenType: TokenType
    package let accountID: String
    package let issuer: String
    package let issuedAt: Int
    package let expiresAt: Int?
    /// What the token may do in the account asked about, where the dialect has such actions.
    package let actions: [String]?
    /// The resource server that asks, if one does.
    package let audience: String?

    package init(
        scopes: [String], clientID: String?, subject: String, username: String?, tokenType: TokenType, accountID: String, issuer: String,
        issuedAt: Int, expiresAt: Int?, actions: [String]?, audience: String? = nil
    ) {
        self.scopes = scopes
        self.clientID = clientID
        self.subject = subject
        self.username = username
        self.tokenType = tokenType
        self.accountID = accountID
        self.issuer = issuer
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.actions = actions
        self.audience = audience
    }

    /// In alphabetical order.
    package var members: [(String, WireValue)] {
        var members: [(String, WireValue)] = [("account_id", .string(accountID))]
        members.reserveCapacity(13)
        if let actions { members.append(("actions", .list(actions))) }
        members.append(("active", true))
        if let audience { members.append(("aud", .string(audience))) }
        if let clientID { members.append(("client_id", .string(clientID))) }
        if let expiresAt { members.append(("exp", .integer(expiresAt))) }
        members.append(("grant_subject", .string(tokenType == .company ? "account" : "user")))
        members.append(("iat", .integer(issuedAt)))
        members.append(("iss", .string(issuer)))
        if !scopes.isEmpty { members.append(("scope", .string(scopes.joined(separator: " ")))) }
        members.append(("sub", .string(subject)))
        members.append(("token_type", "Bearer"))
        if let username { members.append(("username", .string(username))) }
        return members
    }
}
