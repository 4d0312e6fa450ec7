import Foundation
import Model
import Postgres

extension Identifier: SQLValue {}
extension TokenHash: SQLValue {}
extension PasswordHash: SQLValue {}
extension TokenType: SQLValue {}
extension Grant.Revoker: SQLValue {}
extension EventType: SQLValue {}
extension ScopeRecord.Effect: SQLValue {}

extension JSONText {
    /// Members in a fixed order, so that equal values are equal texts.
    init(encoding members: [String: EventValue]) throws(PostgresError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(members), let text = String(validating: data, as: UTF8.self) else {
            throw .misuse("a JSON value could not be encoded")
        }
        self.init(text)
    }
}
