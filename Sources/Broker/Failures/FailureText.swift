import Foundation
package import Model
import OAuth

/// What a failure meant, in plain words, and what to do about it.
package struct FailureText: Sendable, Hashable {
    package let explanation: String
    package let advice: String

    init(_ explanation: String, _ advice: String) {
        self.explanation = explanation
        self.advice = advice
    }

    package init(of failure: TokenFailure) {
        guard let reason = FailureReason(rawValue: failure.reason) else {
            self.init("This failed for a reason this version has no words for: \(failure.reason).", "Ask the vendor.")
            return
        }
        self = Self.text(reason, failure)
    }

    private static func text(_ reason: FailureReason, _ failure: TokenFailure) -> FailureText {
        let facts = failure.facts
        let times = FailureTimes(of: failure)
        switch reason {
        case .requestMalformed: return FailureText("The request is wrong: \(failure.description).", "Mend the request and send it again.")
        case .grantTypeUnsupported:
            return FailureText(
                "The grant_type is none that is served here.", "Use one of the vendor's documentation, like authorization_code.")
        case .responseTypeUnsupported: return FailureText("The response_type is not code.", "Send response_type=code.")
        case .tokenMissing:
            return FailureText(
                "The request carried no access token, or its Authorization header cannot be read.",
                "Send the token in the Authorization header, under the scheme of the vendor's documentation.")
        case .credentialsMissing:
            return FailureText(
                "The request did not say who asks, or its Authorization header cannot be read.",
                "Send client id and secret by HTTP Basic, each form-encoded, or in the body.")
        case .clientUnknown: return FailureText("No client has this client_id here.", "Check client_id and the address of the vendor.")
        case .clientDisabled: return FailureText("The client was disabled\(times.ended).", "Ask the vendor to enable it again.")
        case .clientIsPublic:
            return FailureText(
                "The client is public: it has no secret and cannot prove who it is.",
                "Leave the secret out, or register a client with a secret for this.")
        case .secretMissing: return FailureText("The client has a secret, and the request did not carry one.", "Send client_secret.")
        case .secretWrong:
            return FailureText(
                "The client is known, and the secret is none of its own.",
                "Compare the secret with the one you were given, character by character; where it is lost, get a new one.")
        case .secretExpired:
            return FailureText("The secret is one of the client's and expired\(times.expired).", "Use the newer secret, or get one.")
        case .secretDisabled:
            return FailureText("The secret is one of the client's and was disabled\(times.ended).", "Use another secret of the client.")
        case .tooManyFailures:
            return FailureText(
                "Too many client authentications failed from one address, so no more are looked at for a while.",
                "Find the program that sends a wrong id or secret, stop it, and wait a minute.")
        case .grantTypeNotAllowed: return FailureText("The client is not registered for this grant_type.", "Ask the vendor to allow it.")
        case .resourceServerDisabled: return FailureText("The resource server was disabled\(times.ended).", "Enable it again.")
        case .keyRefused:
            return FailureText(
                "The management key is unknown, expired, revoked or may not do this here.", "Use a live key of this tenant that may.")
        default: return token(reason, failure, facts, times)
        }
    }

    private static func token(_ reason: FailureReason, _ failure: TokenFailure, _ facts: FailureFacts, _ times: FailureTimes) -> FailureText
    {
        switch reason {
        case .codeUnknown:
            return FailureText(
                "The code is none that this client was given here.",
                "Send the code of the redirect whole and unchanged, to the vendor it came from.")
        case .codeOtherClient:
            return FailureText("The code was issued to another client.", "Exchange each code with the client_id that asked for it.")
        case .codeExpired:
            return FailureText("The code expired\(times.expired).", "Exchange codes at once when they arrive, and begin anew.")
        case .codeUsed:
            return FailureText(
                "The code was exchanged before\(times.used). A code works once.",
                "Use the tokens of the first exchange. Where they are lost, begin anew; some vendors end the tokens of a code that comes twice."
            )
        case .redirectMismatch:
            return FailureText(
                "The redirect_uri is missing or not the one of the authorization request.",
                "Send the same redirect_uri in both, byte for byte.")
        case .verifierMismatch:
            return FailureText(
                "The code_verifier does not answer the code_challenge of the authorization request, or one of the two is missing.",
                "Keep the verifier with the person's session and send the one whose S256 was sent; see RFC 7636.")
        case .approverGone:
            return FailureText(
                "Whoever allowed this may not do so any more: they were disabled, left the account or lost a role\(times.ended).",
                "Have somebody of the account allow it anew.")
        case .refreshTokenUnknown:
            return FailureText(
                "The refresh token is none that this client was given here.",
                "Send the refresh token whole and unchanged, to the vendor it came from.")
        case .refreshTokenOtherClient:
            return FailureText(
                "The refresh token was issued to another client.", "Use each refresh token with the client_id it was given to.")
        case .refreshTokenExpired:
            return FailureText("The refresh token expired\(times.expired).", "Have the person connect again, and refresh sooner.")
        case .refreshTokenReplaced:
            return FailureText(
                "The refresh token was replaced\(times.used) by a refresh; \(times.graceOver). Presenting it again ended every token of that authorization.",
                "Use the newest refresh token you were given, and put each new one away before anything else. Where none works, have the person connect again."
            )
        case .refreshTokenReplayed:
            return FailureText(
                "The refresh token was replaced\(times.used) by a refresh, and a token given for it has been used since, which ends its grace. "
                    + "Presenting it again ended every token of that authorization.",
                "Let one process refresh at a time and share the newest token. Where none works, have the person connect again.")
        case .refreshTokenRetired:
            return FailureText(
                "Several refresh tokens were given for the same one within its grace; another of them was used first\(times.ended), which retired this one.",
                "Use the newest refresh token you were given.")
        case .tooManySuccessors:
            return FailureText(
                "The refresh token was used\(times.used), and as many new ones were given for it within its grace as ever are.",
                "Let one process refresh at a time and share the newest token.")
        case .tooManyRefreshes:
            return FailureText("This authorization was refreshed too often within an hour.", "Use access tokens until they expire.")
        default: return access(reason, failure, facts, times)
        }
    }

    private static func access(_ reason: FailureReason, _ failure: TokenFailure, _ facts: FailureFacts, _ times: FailureTimes)
        -> FailureText
    {
        switch reason {
        case .accessTokenUnknown:
            return FailureText(
                "The access token is none that anybody was given here.",
                "Send the access token whole and unchanged, to the vendor it came from.")
        case .accessTokenOtherClient:
            return FailureText("The token was issued to another client.", "Use each token with the client it was given to.")
        case .accessTokenExpired:
            return FailureText("The access token expired\(times.expired).", "Refresh it, or have the person connect again.")
        case .accessTokenRevoked:
            return FailureText(
                "The access token was revoked or replaced\(times.ended).",
                "Use the newest token you were given, refresh, or have the person connect again.")
        case .passwordWasReset:
            return FailureText(
                "Whoever allowed this got a new password\(times.ended), which ends the access tokens of their approval.",
                "Refresh the token.")
        case .personalTokenRefused:
            return FailureText("The personal access token was revoked, expired, or its owner may not use it any more.", "Make a new one.")
        case .wrongTokenType:
            return FailureText(
                "The code or token is of the other type than this address takes: company and user are two.",
                "Use the address or the token of the right type.")
        case .handoffCodeRefused: return FailureText("The hand-off code is unknown, expired or used.", "Redeem it once and at once.")
        case .grantRevoked:
            return FailureText("The connection was ended\(times.endedBySide).", "Have somebody of the account connect again.")
        case .authorizationEnded:
            return FailureText(
                "The tokens of this authorization were ended\(times.ended): they were revoked, or a used code or refresh token came again.",
                "Have the person connect again, and see to it that each code and refresh token is sent once.")
        case .accountDisabled: return FailureText("The account was disabled\(times.ended).", "Ask the vendor.")
        case .userDisabled:
            return FailureText("The person this acts for was disabled\(times.ended).", "Ask the vendor, or have somebody else connect.")
        case .membershipGone:
            return FailureText("The person this acts for is not in the account any more.", "Have somebody of the account connect.")
        case .platformScopeChanged:
            return FailureText(
                "The client's scope was changed or the client disabled since this was issued, which ends all that was issued before.",
                "Have the person connect again.")
        case .obtainingSecretDisabled:
            return FailureText(
                "The client secret that obtained this was disabled\(times.ended), which ends what it obtained.",
                "Have the person connect again.")
        default: return rest(reason, failure)
        }
    }

    private static func rest(_ reason: FailureReason, _ failure: TokenFailure) -> FailureText {
        switch reason {
        case .scopeRefused:
            return FailureText(
                "The scope is not to be had: \(failure.description).", "Ask for scopes this client has registered and was given.")
        case .scopeNotLeft:
            return FailureText(
                "None of these scopes is left: the account, or the vendor, took them back.",
                "Have the person connect again, or ask the vendor.")
        case .scopeNeeded: return FailureText("The token lacks a scope: \(failure.description).", "Connect again with this scope.")
        case .notInstalled:
            return FailureText(
                "The client is not installed in such an account, or no longer.", "Have somebody of the account, or the vendor, install it.")
        case .severalInstallations: return FailureText("The client is installed in several accounts.", "Name one by account_id.")
        case .personNotMember:
            return FailureText(
                "The person is known and not in this account, so the account has no say over them.",
                "Have the vendor add them to the account.")
        case .outsideAudience:
            return FailureText(
                "The token is good and not for this resource server: its scopes or its client are none of those it may hear of.",
                "Add them to the resource server, if it is meant to accept such tokens.")
        case .unavailable: return FailureText("The service could not answer.", "Try again.")
        default:
            return FailureText(
                "Something went wrong on the server.",
                "Try again; where it stays, give this id to whoever runs the server, who finds it in the log.")
        }
    }
}
