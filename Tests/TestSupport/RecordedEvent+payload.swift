import Foundation
package import Model

extension RecordedEvent {
    /// What it was stored with, as JSON text, its members in alphabetical order.
    package var payload: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(data) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
