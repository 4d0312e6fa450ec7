import HTTPTypes
import Model

/// What the sign-in page shows.
struct SignInPage {
    var returnTo: String
    /// Whom the person is about to connect, if that is why they are here.
    var platform: Platform?
    /// Where signing in may lead without another question: the policy of the page must let the form go there.
    var leadsTo: String?
    /// As typed before.
    var email: String?
    var problem: Problem?

    enum Problem {
        case refused, tooManyAttempts

        var text: String {
            switch self {
            case .refused: "The email address or the password is not right."
            case .tooManyAttempts: "There were too many attempts. Please wait 15 minutes, then try again."
            }
        }

        var status: HTTPResponse.Status {
            switch self {
            case .refused: .unprocessableContent
            case .tooManyAttempts: .tooManyRequests
            }
        }
    }
}
