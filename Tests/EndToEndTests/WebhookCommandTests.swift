import Foundation
import Testing

extension EndToEndTests {
    @Suite("webhooks on the command line")
    struct WebhookCommandTests {
        @Test("an endpoint is made, changed, put to sleep, woken and deleted; its keys are printed once")
        func endpoints() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let words = ["webhook", "endpoint"]
                func run(_ more: String..., input: String? = nil) throws -> Outcome {
                    try Program.run(
                        Program.symbolon, words + more + ["--tenant", "xref"], environment: installation.settings, input: input)
                }
                let made = try run(
                    "create", partner.clientID, "--url", "http://127.0.0.1:9/other", "--description", "CRM", "--event-type",
                    "account.connected", "--json"
                ).object()
                let id = try #require(made["id"] as? String)
                let secret = try #require(made["secret"] as? String)
                installation.secrets.add(secret)
                #expect(made["client_id"] as? String == partner.clientID)
                // Registering the platform made one as well.
                let listed = try run("list", "--json").list()
                #expect(listed.count == 2)
                #expect(listed.allSatisfy { $0["secret"] == nil })
                #expect(try run("list", "--client-id", partner.clientID).output.contains("http://127.0.0.1:9/other"))
                #expect(try run("show", id).output.contains("CRM"))

                let changed = try run("update", id, "--all-events", "--description", "", "--json").object()
                #expect(changed["event_types"] as? [String] == [])
                #expect(changed["description"] is NSNull)
                #expect(changed["url"] as? String == "http://127.0.0.1:9/other")
                #expect(try run("update", id, "--event-type", "a.b").status == 2)
                #expect(try run("update", id, "--event-type", "account.connected", "--all-events").status == 64)
                #expect(try run("update", id, "--api-key-stdin", input: "abcdefghij0123456789\n").errors.contains("api_key"))
                #expect(try run("update", id, "--api-key-stdin", input: "").status == 64)

                for overlap in [[], ["--overlap", "0s"], ["--overlap", "7d"]] {
                    let rotated = try Program.run(
                        Program.symbolon, words + ["rotate-secret", id, "--tenant", "xref", "--json"] + overlap,
                        environment: installation.settings
                    ).object()
                    let new = try #require(rotated["secret"] as? String)
                    installation.secrets.add(new)
                    #expect(new.hasPrefix("whsec_") && new != secret)
                }
                #expect(try run("rotate-secret", id, "--overlap", "31d").status == 2)
                #expect(try run("rotate-secret", id, "--overlap", "soon").status == 64)
                #expect(try run("disable", id, "--yes").output == "\(id) is disabled.\n")
                #expect(try run("enable", id).output == "\(id) is enabled.\n")
                #expect(try run("verify", id).status == 2)

                let asked = try run("delete", id)
                #expect(asked.status == 64)
                #expect(asked.errors.contains("--yes"))
                #expect(try run("show", id).status == 0)
                #expect(try run("delete", id, "--yes").output == "\(id) is deleted.\n")
                let gone = try run("show", id)
                #expect(gone.status == 3)
                #expect(gone.errors == "symbolon: there is no webhook endpoint \(id)\n")
            }
        }

        @Test("a delivery is made, watched and made again, and what was missed is sent again")
        func deliveries() throws {
            try Installation.ready { installation in
                let partner = try installation.seed()
                let worker = ["SYMBOLON_WORKER_DATABASE_URL": installation.url(as: "symbolon_worker")]
                _ = try installation.serve(with: worker)
                func list(_ words: String...) throws -> [[String: Any]] {
                    try Program.run(
                        Program.symbolon, ["webhook"] + words + ["--tenant", "xref", "--json"], environment: installation.settings
                    ).list()
                }
                let endpoint = try #require(try list("endpoint", "list").first?["id"] as? String)
                let sent = try installation.command("webhook", "endpoint", "test", endpoint, "--tenant", "xref", "--json").object()
                let id = try #require(sent["delivery_id"] as? String)
                // Nobody listens there: the first attempt fails within moments.
                func show() throws -> [String: Any] {
                    try installation.command("webhook", "delivery", "show", id, "--tenant", "xref", "--json").object()
                }
                #expect(try eventually { try show()["attempt_count"] as? Int ?? 0 > 0 })
                let shown = try show()
                #expect(shown["event_type"] as? String == "webhook.test")
                #expect(shown["status"] as? String == "pending")
                #expect((shown["attempts"] as? [[String: Any]])?.first?["error"] is String)
                #expect((shown["data"] as? [String: Any])?["endpoint_id"] as? String == endpoint)
                #expect(try installation.command("webhook", "delivery", "show", id, "--tenant", "xref").output.contains("NUMBER"))
                #expect(try list("delivery", "list", "--endpoint", endpoint, "--status", "pending").count == 1)
                #expect(try list("delivery", "list", "--status", "delivered").isEmpty)
                let early = try installation.run("webhook", "delivery", "redeliver", id, "--tenant", "xref")
                #expect(early.status == 2)
                #expect(early.errors.contains("on its way"))

                try installation.command("platform", "secret", "add", partner.clientID, "--tenant", "xref", "--json").remember(
                    in: installation)
                let events = try list("event", "list", "--type", "webhook.test")
                #expect(events.count == 1)
                #expect(events[0]["client_id"] as? String == partner.clientID)
                let event = try #require(events[0]["id"] as? String)
                #expect(try installation.command("webhook", "event", "show", event, "--tenant", "xref").output.contains("endpoint_id="))

                for (since, status) in [("1h", 0), ("2020-01-01T00:00:00Z", 0), ("yesterday", 64), ("-1h", 64)] as [(String, Int32)] {
                    let outcome = try installation.run("webhook", "resend", endpoint, "--tenant", "xref", "--since", since)
                    #expect(outcome.status == status, "\(since): \(outcome.all)")
                }
                let again = try installation.command("webhook", "resend", endpoint, "--tenant", "xref", "--since", "1h", "--json").object()
                #expect(again["deliveries"] is Int)
                #expect(
                    try installation.run("webhook", "resend", endpoint, "--tenant", "xref", "--since", "1h", "--until", "2h").status == 2)
            }
        }

        @Test("doctor looks at the login of the queue, and tells when nobody works on it")
        func doctor() throws {
            try Installation.ready { installation in
                _ = try installation.seed()
                let without = try installation.command("doctor")
                #expect(
                    without.output.contains("ok    webhooks: SYMBOLON_WORKER_DATABASE_URL is not set: this server delivers no webhooks\n"))
                func doctor(as user: String) throws -> Outcome {
                    try installation.run("doctor", with: ["SYMBOLON_WORKER_DATABASE_URL": installation.url(as: user)])
                }
                let good = try doctor(as: "symbolon_worker")
                #expect(good.status == 0, "\(good.all)")
                for name in ["worker connection", "worker login", "queue"] { #expect(good.output.contains("ok    \(name)\n")) }
                for user in ["symbolon_app", "symbolon_backup", "symbolon_migrator"] {
                    let wrong = try doctor(as: user)
                    #expect(wrong.status == 1)
                    #expect(wrong.output.contains("WRONG worker login"), "\(user): \(wrong.all)")
                    #expect(wrong.output.contains("use symbolon_worker"))
                }
                let stranger = try doctor(as: "symbolon_nobody")
                #expect(stranger.status == 1)
                #expect(stranger.output.contains("WRONG worker connection"))

                try installation.sql(
                    """
                    INSERT INTO event (tenant_id, type, payload) SELECT id, 'webhook.test', '{}' FROM tenant;
                    INSERT INTO event_queue (tenant_id, event_id, due_at) SELECT tenant_id, id, now() - interval '5 min' FROM event
                        WHERE type = 'webhook.test'
                    """)
                let late = try doctor(as: "symbolon_worker")
                #expect(late.status == 1)
                #expect(late.output.contains("WRONG queue: the oldest work has waited for 3"))
            }
        }
    }
}

extension Outcome {
    /// Remembers the client secret it printed as one that may be written nowhere.
    fileprivate func remember(in installation: Installation) throws {
        installation.secrets.add(try #require(try object()["client_secret"] as? String))
    }
}
