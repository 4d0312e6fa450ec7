import Foundation

/// One statement's change, as logged.
struct LoggedChange: Sendable {
    let revision: Revision
    let everything: Bool
    let ids: [UUID]
}
