import Dialects
import Foundation
import Broker

extension WireValue {
    /// Values of any kind in their order.
    static func array(_ values: [WireValue]) -> WireValue { .json("[\(values.map(\.text).joined(separator: ","))]") }

    /// RFC 3339, in UTC, to the millisecond; `null` where there is none.
    static func time(_ date: Date?) -> WireValue { WireValue(date.map(RFC3339.text)) }
}
