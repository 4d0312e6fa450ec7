import Foundation
import Testing

extension EndToEndTests {
    @Suite("the doctor")
    struct DoctorTests {
        @Test("it says how large the tables are and how much in them is over, by the retention that is set")
        func tables() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                try installation.sql(
                    """
                    INSERT INTO sign_in_attempt (tenant_id, subject_hash, attempts, window_ends_at)
                        SELECT tenant.id, sha256(n::text::bytea), 1, now() - interval '1 h' FROM tenant, generate_series(1, 7) AS n;
                    INSERT INTO token_failure (tenant_id, id, endpoint, error, reason, description, caller, failed_at)
                        SELECT tenant.id, gen_random_uuid(), 'token', 'x', 'x', 'x', 'nobody', now() - interval '10 days'
                        FROM tenant, generate_series(1, 5);
                    ANALYZE token_failure
                    """)
                func table(_ name: String, _ settings: [String: String] = [:]) throws -> [String: Any] {
                    let told = try installation.run("doctor", "--json", with: settings).object()
                    let checks = try #require(told["checks"] as? [[String: Any]])
                    #expect(checks.allSatisfy { $0["ok"] as? Bool == true }, "\(checks)")
                    #expect(checks.contains { $0["check"] as? String == "audit log" })
                    let tables = try #require(told["tables"] as? [[String: Any]])
                    return try #require(tables.first { $0["table"] as? String == name })
                }
                #expect(try table("sign_in_attempt")["over"] as? Int == 7)
                let failures = try table("token_failure")
                #expect(failures["over"] as? Int == 0)
                #expect(failures["estimated_rows"] as? Int == 5)
                #expect(failures["bytes"] as? Int ?? 0 > failures["index_bytes"] as? Int ?? 0)
                #expect(failures["over_is_at_least"] as? Bool == false)
                #expect(try table("token_failure", ["SYMBOLON_RETENTION_DAYS": "9"])["over"] as? Int == 5)
                // Nothing is ever taken from the audit log.
                #expect(try table("audit_entry")["over"] is NSNull)
                let text = try installation.command("doctor").output
                #expect(text.contains("\nTABLE  "))
                #expect(text.contains("\nsign_in_attempt  "))
                let refused = try installation.run("doctor", with: ["SYMBOLON_RETENTION_DAYS": "0"])
                #expect(refused.status == 1)
                #expect(refused.output.contains("SYMBOLON_RETENTION_DAYS is not a number from 1 to 3650"))
            }
        }

        @Test("it says when the audit log is sealed late")
        func seals() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                try installation.sql("UPDATE audit_queue SET queued_at = now() - interval '5 min'")
                let late = try installation.run("doctor")
                #expect(late.status == 1)
                #expect(late.output.contains("WRONG audit log: the oldest entry has waited to be sealed for 3"), "\(late.all)")
            }
        }
    }
}
