import Dialects
import Foundation
import Model

/// Answers as a dialect's rules allow them, the fullest and the barest: what the vendor makes of them is what its answers are.
struct SampleAnswers {
    let dialect: Dialect

    private static let time = Date(timeIntervalSince1970: 1_700_000_000)

    private var tokenTypes: [TokenType] {
        switch dialect.rules.grantSubject {
        case .account: [.company]
        case .user: [.user]
        case .accountWithScope, .tenantRule: [.company, .user]
        }
    }

    func tokens(for tokenType: TokenType?) -> [TokenAnswer] {
        (tokenType.map { [$0] } ?? tokenTypes).flatMap { tokenType in
            let lifetime = dialect.rules.accessTokenLifetime[tokenType]
            let hasRefresh = dialect.rules.refreshTokenLifetime?[tokenType] != nil
            return [true, false].map { isFull in
                TokenAnswer(
                    accessToken: "a", tokenType: tokenType, accountID: "a", expiresIn: lifetime.map { _ in 1 },
                    expiresAt: lifetime.map { _ in Self.time },
                    refreshToken: hasRefresh && isFull ? TokenAnswer.Refresh(text: "r", expiresAt: Self.time) : nil,
                    scopes: isFull ? ["s"] : [], approverEmail: isFull ? "e" : nil)
            }
        }
    }

    var validations: [ValidationAnswer] {
        tokenTypes.flatMap { tokenType in
            let lifetime = dialect.rules.accessTokenLifetime[tokenType]
            return [true, false].map { isFull in
                let person = ValidationAnswer.Person(id: "i", email: "e", name: isFull ? "First Last" : nil, roles: isFull ? ["r"] : [])
                return ValidationAnswer(
                    accessToken: "a", tokenType: tokenType, accountID: "a", accountName: "n",
                    remainingMilliseconds: isFull ? lifetime.map { _ in 1 } : nil, person: tokenType == .user ? person : nil)
            }
        }
    }

    var introspections: [IntrospectionAnswer] {
        [true, false].map { isFull in
            IntrospectionAnswer(
                scopes: isFull ? ["s"] : [], clientID: isFull ? "c" : nil, subject: "s", username: isFull ? "u" : nil,
                tokenType: isFull ? .user : .company, accountID: "a", issuer: "i", issuedAt: 1, expiresAt: isFull ? 2 : nil,
                actions: isFull ? ["a"] : nil, audience: isFull ? "a" : nil)
        }
    }
}
