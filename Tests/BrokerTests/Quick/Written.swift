import Foundation
import Model
import Postgres
import TestSupport

/// Every row of the tables that issuing tokens touches: each id by the place of its row, times only as lifetimes and whether there is one.
struct Written: Equatable, Sendable {
    let rows: [String]

    static func read(in world: World, of tenant: Tenant) async throws -> Written {
        var labels: [String: String] = [tenant.id.description: "the tenant", tenant.slug: "its slug"]
        var rows: [String] = []
        for (table, select) in tables(of: tenant.id.rawValue) {
            let lines: [Line] = try await world.inspect { session in try session.all(select) }
            for (place, line) in lines.enumerated() {
                guard let row = try JSONSerialization.jsonObject(with: Data(line.text.utf8)) as? [String: Any] else { continue }
                for key in ["id", "public_id", "client_id"] {
                    if let id = row[key] as? String { labels[id] = "\(table)-\(place)" }
                }
                rows.append("\(table): \(text(of: row))")
            }
        }
        let named = rows.map { row in labels.reduce(row) { $0.replacing($1.key, with: $1.value) } }
        return Written(rows: named.sorted())
    }

    private static func text(of row: [String: Any]) -> String {
        let members = row.keys.sorted().map { key -> String in
            guard let value = row[key] as? String else {
                let data = row[key].flatMap { try? JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys, .fragmentsAllowed]) }
                return "\(key)=\(data.map { String(decoding: $0, as: UTF8.self) } ?? "")"
            }
            if value.hasPrefix("\\x") { return "\(key)=bytes" }
            return value.wholeMatch(of: /\d{4}-\d\d-\d\dT.*/) == nil ? "\(key)=\(value)" : "\(key)=a time"
        }
        return members.joined(separator: " ")
    }

    /// A row's place is by when it was made.
    private static func tables(of tenant: UUID) -> [(String, SQL)] {
        let whole: SQL = "to_jsonb(t)"
        let timed: SQL = "to_jsonb(t) || jsonb_build_object('lifetime', date_trunc('second', expires_at - created_at + interval '100 ms'))"
        let ours: SQL = "AS t WHERE tenant_id = \(tenant)"
        let account: SQL = "jsonb_build_object('id', id, 'public_id', public_id)"
        return [
            ("account", "SELECT (\(account))::text AS text FROM account \(ours) ORDER BY created_at"),
            ("app_user", "SELECT jsonb_build_object('id', id)::text AS text FROM app_user \(ours) ORDER BY created_at"),
            ("platform", "SELECT jsonb_build_object('id', id, 'client_id', client_id)::text AS text FROM platform \(ours)"),
            ("platform_secret", "SELECT (\(whole))::text AS text FROM platform_secret \(ours) ORDER BY created_at"),
            ("account_grant", "SELECT (\(whole))::text AS text FROM account_grant \(ours) ORDER BY created_at"),
            ("authorization_code", "SELECT (\(timed))::text AS text FROM authorization_code \(ours) ORDER BY created_at"),
            ("token_family", "SELECT (\(timed))::text AS text FROM token_family \(ours) ORDER BY created_at"),
            ("refresh_token", "SELECT (\(timed))::text AS text FROM refresh_token \(ours) ORDER BY created_at"),
            ("access_token", "SELECT (\(timed))::text AS text FROM access_token \(ours) ORDER BY created_at"),
            ("event", "SELECT (\(whole))::text AS text FROM event \(ours) ORDER BY occurred_at"),
            ("event_queue", "SELECT jsonb_build_object('event_id', event_id)::text AS text FROM event_queue \(ours)"),
            ("audit_entry", "SELECT (\(whole))::text AS text FROM audit_entry \(ours) ORDER BY occurred_at, id"),
            ("audit_queue", "SELECT jsonb_build_object('entry_id', unnest(entry_ids))::text AS text FROM audit_queue \(ours) ORDER BY id"),
        ]
    }

    private struct Line: RowDecodable, Sendable {
        let text: String

        init(row: Row) throws(PostgresError) { text = try row["text"] }
    }
}
