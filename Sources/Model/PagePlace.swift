package import Foundation

/// Where a page of a list ended: the time and the id of its last row.
package struct PagePlace: Sendable, Hashable {
    package let time: Date
    package let id: UUID

    package init(time: Date, id: UUID) {
        self.time = time
        self.id = id
    }
}
