/// One thing done to one type of the vendor's records, like `request:Read`.
package struct RecordAction: Sendable, Hashable, CustomStringConvertible {
    /// What can be done, with the letter that stands for it.
    package enum Operation: String, Sendable, CaseIterable {
        case create = "Create"
        case read = "Read"
        case update = "Update"
        case delete = "Delete"

        package var letter: Character { rawValue.first ?? "?" }
    }

    package let recordType: String
    package let operation: Operation

    package init(_ recordType: String, _ operation: Operation) {
        self.recordType = recordType
        self.operation = operation
    }

    package var description: String { "\(recordType):\(operation.rawValue)" }
}
