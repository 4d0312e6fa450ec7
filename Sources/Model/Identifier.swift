package import Foundation

/// An id that can't be passed where another entity's is meant.
package struct Identifier<Entity>: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UUID

    package init(rawValue: UUID) { self.rawValue = rawValue }

    package var description: String { rawValue.uuidString.lowercased() }
}
