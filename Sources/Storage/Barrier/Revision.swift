import Foundation
import Postgres

/// The number of everything a tenant's answers are made from, and its stamp: a number that comes back has another.
struct Revision: Sendable, Hashable {
    let number: Int
    let stamp: UUID
}
