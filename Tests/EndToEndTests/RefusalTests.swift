import Foundation
import Testing

extension EndToEndTests {
    @Suite("a server that must not start")
    struct RefusalTests {
        /// It ends by itself with a failure, listens nowhere, and says all of `words` but nothing secret.
        private func expectRefusal(
            _ installation: Installation, with changes: [String: String?], _ words: [String],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let outcome = try installation.run("serve", with: changes)
            #expect(outcome.status == 1, "\(outcome.all)", sourceLocation: sourceLocation)
            for word in words { #expect(outcome.errors.contains(word), "\(outcome.all)", sourceLocation: sourceLocation) }
            #expect(!outcome.all.contains("listener="), sourceLocation: sourceLocation)
            let secrets = SecretSearch(installation.secrets.all.union([Self.databasePassword])).patterns
            #expect(!secrets.contains { outcome.all.contains($0) }, sourceLocation: sourceLocation)
        }

        private static let databasePassword = "the-password-of-the-database"

        @Test("the URL that may change the schema is refused")
        func migrationURL() throws {
            try Installation.ready { installation in
                try expectRefusal(
                    installation, with: installation.migrationSettings.mapValues { $0 },
                    ["SYMBOLON_MIGRATION_DATABASE_URL", "symbolon migrate"])
                let file = try installation.folder.write(installation.url(as: "symbolon_migrator"), to: "url")
                try expectRefusal(
                    installation, with: ["SYMBOLON_MIGRATION_DATABASE_URL_FILE": file], ["SYMBOLON_MIGRATION_DATABASE_URL"])
            }
        }

        @Test("a key file that is missing, short, open to others or not random is refused")
        func keyFiles() throws {
            try Installation.ready { installation in
                let keys = TemporaryFolder.text(installation.keyFile)
                let folder = installation.folder
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": folder.file("none")], ["key file", folder.file("none")])
                let short = try folder.write("k1 c2hvcnQ=\n", to: "short")
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": short], ["line 1", "32 to 64"])
                let open = try folder.write(keys, to: "open", mode: 0o644)
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": open], ["644", "chmod 600"])
                let weak = try folder.write("k1 \(Data(count: 32).base64EncodedString())\n", to: "weak")
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": weak], ["not random"])
                let empty = try folder.write("# nothing\n", to: "empty")
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": empty], ["no key"])
                try expectRefusal(installation, with: ["SYMBOLON_KEY_FILE": folder.path], ["regular file"])
            }
        }

        @Test("a login that passes the wall between tenants is refused")
        func strongLogins() throws {
            try Installation.ready { installation in
                try expectRefusal(
                    installation, with: ["SYMBOLON_DATABASE_URL": installation.url(as: "postgres")], ["wall", "superuser", "symbolon_app"])
                try expectRefusal(
                    installation, with: ["SYMBOLON_DATABASE_URL": installation.url(as: "symbolon_backup")], ["wall", "BYPASSRLS"])
                let migrator = installation.url(as: "symbolon_migrator")
                try expectRefusal(installation, with: ["SYMBOLON_DATABASE_URL": migrator], ["symbolon_app"])
            }
        }

        @Test("a table without its wall is refused by name")
        func openTables() throws {
            try Installation.ready { installation in
                try installation.sql("ALTER TABLE access_token DISABLE ROW LEVEL SECURITY")
                try expectRefusal(installation, with: [:], ["wall", "table access_token"])
                try installation.sql("ALTER TABLE access_token ENABLE ROW LEVEL SECURITY; CREATE TABLE extra (tenant_id uuid)")
                try expectRefusal(installation, with: [:], ["table extra"])
                try installation.sql(
                    "DROP TABLE extra; DROP POLICY account_wall ON account; CREATE POLICY account_wall ON account USING (true)")
                try expectRefusal(installation, with: [:], ["policy account_wall on account"])
            }
        }

        @Test("a schema that is missing, behind, changed or too new is refused; a newer one that allows this binary is served")
        func schemas() throws {
            try Installation.bare { installation in
                try installation.makeRoles()
                try installation.makeKeys()
                try expectRefusal(installation, with: [:], ["no schema", "symbolon migrate up"])
                #expect(try installation.migrate("up", "--to", "3").status == 0)
                try expectRefusal(installation, with: [:], ["the schema is at 3", "symbolon migrate up"])
                try installation.migrate()

                try installation.sql("INSERT INTO schema_migration VALUES (99, 'future', 'x', 99)")
                try expectRefusal(installation, with: [:], ["99", "newer binary"])
                #expect(try installation.migrate("up").errors.contains("newer binary"))
                try installation.sql("UPDATE schema_migration SET oldest_binary = 1 WHERE version = 99")
                #expect(try installation.serve().stop() == 0)
                try installation.sql("DELETE FROM schema_migration WHERE version = 99")

                try installation.sql("UPDATE schema_migration SET checksum = 'x' WHERE version = 2")
                try expectRefusal(installation, with: [:], ["migration 2", "another text"])
            }
        }

        @Test("every setting that is wrong is named with its mend, all in one go and without its value")
        func settings() throws {
            try Installation.ready { installation in
                let secret = Self.databasePassword
                let wrong: [String: String?] = [
                    "SYMBOLON_DATABASE_URL": "postgres://app:\(secret)@db/symbolon?no_such_parameter=\(secret)", "SYMBOLON_KEY_FILE": nil,
                    "SYMBOLON_PUBLIC_URL": "http://connect.vendor.example", "SYMBOLON_LISTEN": "everywhere",
                    "SYMBOLON_MANAGEMENT_LISTEN": "127.0.0.1:99999", "SYMBOLON_LOG_LEVEL": "loud",
                ]
                try expectRefusal(
                    installation, with: wrong,
                    wrong.keys.sorted() + ["https", "127.0.0.1:8080", "127.0.0.1:8081", "trace", "/etc/symbolon/keys", "postgres://"])
                let outcome = try installation.run("serve", with: wrong)
                #expect(outcome.errors.split(separator: "\n").count == wrong.count)

                try expectRefusal(
                    installation, with: ["SYMBOLON_DATABASE_CONNECTIONS": "many"], ["SYMBOLON_DATABASE_CONNECTIONS", "1 to 500"])
                try expectRefusal(
                    installation, with: ["SYMBOLON_PREPARED_STATEMENTS": "maybe"], ["SYMBOLON_PREPARED_STATEMENTS", "on or off"])
                try expectRefusal(
                    installation, with: ["SYMBOLON_PUBLIC_URL": "connect.vendor.example"], ["SYMBOLON_PUBLIC_URL", "web address"])
                let standby = installation.url(as: "symbolon_app") + "&target_session_attrs=any"
                try expectRefusal(installation, with: ["SYMBOLON_DATABASE_URL": standby], ["SYMBOLON_DATABASE_URL", "read-write"])
                try expectRefusal(
                    installation, with: ["SYMBOLON_DATABASE_URL": nil, "SYMBOLON_DATABASE_URL_FILE": "/nowhere/url"],
                    ["SYMBOLON_DATABASE_URL_FILE", "/nowhere/url"])
            }
        }

        @Test("a _FILE that cannot be read is refused, whatever the setting")
        func unreadableFiles() throws {
            try Installation.ready { installation in
                for name in ["SYMBOLON_LOG_LEVEL_FILE", "SYMBOLON_MIGRATION_DATABASE_URL_FILE"] {
                    let outcome = try installation.run("doctor", with: [name: "/nowhere/value"])
                    #expect(outcome.status == 1)
                    #expect(outcome.all.contains(name))
                }
            }
        }

        @Test("a login that cannot do the server's work is refused")
        func weakLogins() throws {
            try Installation.ready { installation in
                let outcome = try installation.run("doctor", with: ["SYMBOLON_DATABASE_URL": installation.url(as: "symbolon_worker")])
                #expect(outcome.status == 1)
                #expect(outcome.all.contains("symbolon_app"))
            }
        }

        @Test("a setting is read from the file that its _FILE names")
        func files() throws {
            try Installation.ready { installation in
                let url = try installation.folder.write(installation.url(as: "symbolon_app") + "\n", to: "url")
                let server = try installation.serve(with: ["SYMBOLON_DATABASE_URL": nil, "SYMBOLON_DATABASE_URL_FILE": url])
                #expect(server.isReady)
                #expect(server.stop() == 0)
            }
        }

        @Test(
            "an address in use is refused by name, and nothing keeps running", arguments: ["SYMBOLON_LISTEN", "SYMBOLON_MANAGEMENT_LISTEN"])
        func portInUse(setting: String) throws {
            try Installation.ready { installation in
                let first = try installation.serve()
                let outcome = try installation.run("serve", with: [setting: "127.0.0.1:\(first.port)"])
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains("\(setting) "), "\(outcome.errors)")
                #expect(first.isReady)
            }
        }

        @Test("a password of the database that is refused is not repeated")
        func wrongPassword() throws {
            try Installation.ready { installation in
                let url = "postgres://symbolon_app:\(Self.databasePassword)@127.0.0.1:1/symbolon"
                let outcome = try installation.run("tenant", "list", with: ["SYMBOLON_DATABASE_URL": url])
                #expect(outcome.status == 4)
                #expect(outcome.errors.contains("symbolon doctor"))
                let doctor = try installation.run("doctor", with: ["SYMBOLON_DATABASE_URL": url])
                #expect(doctor.status == 1)
                #expect(!(outcome.all + doctor.all).contains(Self.databasePassword))
            }
        }
    }
}
