import Postgres
import Testing

@Suite("configuration")
struct ConfigurationTests {
    @Test(
        "several hosts and a read-write attribute are taken",
        arguments: [
            "postgresql://u:p@a:1,b:2/db", "postgresql://u@/db?host=%2Ftmp&target_session_attrs=read-write", "host=a,b dbname=db user=u",
        ])
    func good(url: String) throws {
        _ = try DatabaseConfiguration(url: url)
    }

    @Test(
        "what cannot be used is refused without showing the password",
        arguments: [
            "", "postgresql://u:hidden@h/db?target_session_attrs=any", "postgresql://u:hidden@h/db?target_session_attrs=standby",
            "postgresql://u:hidden%zz@h/db", "postgresql://u:hidden@[h/db", "hidden", "host=a password='hidden",
            "postgresql://u:hidden@h/db?nonsense=1", "host=a\u{0}b",
        ])
    func bad(url: String) {
        do {
            _ = try DatabaseConfiguration(url: url)
            Issue.record("nothing was thrown")
        } catch {
            guard case .misuse(let text) = error else { return #expect(Bool(false), "\(error)") }
            #expect(!text.contains("hid"))
        }
    }

    @Test("printing a configuration shows where, never the password")
    func description() throws {
        let configuration = try DatabaseConfiguration(url: "postgresql://user:hidden@host:7/db")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] { #expect(!text.contains("hidden")) }
        #expect("\(configuration)".contains("host=host") && "\(configuration)".contains("user=user"))
    }

    @Test("the encoding is UTF-8 and the name is ours")
    func session() async throws {
        try await withDatabase(tuning: .by { $0.applicationName = "symbolon-test" }) { database throws in
            #expect(try await database.value("SELECT current_setting('client_encoding')", as: String.self) == "UTF8")
            #expect(try await database.value("SELECT current_setting('application_name')", as: String.self) == "symbolon-test")
        }
    }
}
