import Foundation
import Model
import Postgres

extension Identifier: SQLValue {}
extension TokenHash: SQLValue {}
extension PasswordHash: SQLValue {}
extension TokenType: SQLValue {}
extension Grant.Revoker: SQLValue {}
extension TokenRecord.Kind: SQLValue {}
extension TokenRecord.State: SQLValue {}
extension EventType: SQLValue {}
extension ScopeRecord.Effect: SQLValue {}
extension Delivery.Status: SQLValue {}
extension WebhookEndpoint.DisabledReason: SQLValue {}

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

extension JSONText {
    /// The members of what an event was stored with.
    func members() throws(PostgresError) -> [String: EventValue] {
        guard let members = try? JSONDecoder().decode([String: EventValue].self, from: Data(text.utf8)) else {
            throw .misuse("an event's payload is not one of ours")
        }
        return members
    }

    /// A list of records for `jsonb_to_recordset`, its names in snake case.
    init(records: some Encodable) throws(PostgresError) {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let data = try? encoder.encode(records), let text = String(validating: data, as: UTF8.self) else {
            throw .misuse("a JSON value could not be encoded")
        }
        self.init(text)
    }
}
