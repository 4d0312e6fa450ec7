import Foundation
import Postgres

/// A table from which rows leave when they are over, in the order of a round: what refers comes before what it refers to.
package enum SweptTable: String, CaseIterable, Sendable {
    case ssoToken = "sso_token"
    case accessToken = "access_token"
    case refreshToken = "refresh_token"
    case tokenFamily = "token_family"
    case authorizationCode = "authorization_code"
    case accountGrant = "account_grant"
    case personalAccessToken = "personal_access_token"
    case browserSession = "browser_session"
    case delivery
    case event
    case webhookOldSecret = "webhook_old_secret"
    case resourceServerSecret = "resource_server_secret"
    case tokenFailure = "token_failure"
    case signInAttempt = "sign_in_attempt"
    case idempotencyRecord = "idempotency_record"

    package var next: SweptTable? {
        let all = Self.allCases
        return all.firstIndex(of: self).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
    }
}

extension SweptTable {
    /// How its rows are gone through.
    enum Order {
        /// By the index of a time, which no row has that began after the retention did.
        case time(SQL)
        /// By the primary key: all of them, for want of such an index, which every insert would pay for.
        case id
        /// By the index of the time at which they are over: what is found goes.
        case due(SQL)
    }

    var order: Order {
        switch self {
        case .accessToken, .refreshToken, .personalAccessToken, .delivery: .time("created_at")
        case .event: .time("occurred_at")
        case .tokenFailure: .time("failed_at")
        case .signInAttempt: .due("window_ends_at")
        case .idempotencyRecord: .due("claimed_at")
        default: .id
        }
    }

    /// The server's login may not change these, so it may not lock their rows either.
    var isLocked: Bool {
        switch self {
        case .event, .tokenFailure, .webhookOldSecret: false
        default: true
        }
    }

    var table: SQL {
        switch self {
        case .ssoToken: "sso_token"
        case .accessToken: "access_token"
        case .refreshToken: "refresh_token"
        case .tokenFamily: "token_family"
        case .authorizationCode: "authorization_code"
        case .accountGrant: "account_grant"
        case .personalAccessToken: "personal_access_token"
        case .browserSession: "browser_session"
        case .delivery: "delivery"
        case .event: "event"
        case .webhookOldSecret: "webhook_old_secret"
        case .resourceServerSecret: "resource_server_secret"
        case .tokenFailure: "token_failure"
        case .signInAttempt: "sign_in_attempt"
        case .idempotencyRecord: "idempotency_record"
        }
    }
}
