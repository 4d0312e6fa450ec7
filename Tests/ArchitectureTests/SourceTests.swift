import Testing

@Suite("what sources may say")
struct SourceTests {
    @Test("the engine never names a vendor")
    func vendors() throws {
        let allowed = ["Dialects/Vendors/", "Dialects/DialectList.swift"]
        for file in try SourceFile.all() where !allowed.contains(where: file.path.hasPrefix) {
            let named = file.source.lowercased().ranges(of: /xref|xoxoday|xurrent|\bxeno\b/.wordBoundaryKind(.simple))
            #expect(named.isEmpty, "\(file.path)")
        }
    }

    @Test("SQL stands in Storage, and what makes a transaction in Postgres")
    func statements() throws {
        let statement = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|COPY|BEGIN|COMMIT|ROLLBACK)\b/
            .wordBoundaryKind(.simple)
        for file in try SourceFile.all() where !["Storage", "Postgres"].contains(file.module) {
            #expect(!file.text.texts.contains { $0.contains(statement) }, "\(file.path)")
        }
        #expect(try SourceFile.all().contains { $0.module == "Storage" && $0.text.texts.contains { $0.contains(statement) } })
    }

    @Test("no file is longer than 300 lines, the generated ones aside")
    func lengths() throws {
        for file in try SourceFile.all() where !file.isGenerated {
            #expect(file.source.split(separator: "\n", omittingEmptySubsequences: false).count <= 301, "\(file.path)")
        }
        #expect(
            try SourceFile.all().filter(\.isGenerated).map(\.path) == [
                "BrokerHTTP/Pages/PageText.swift", "Storage/Migrations/EmbeddedMigrations.swift",
            ])
    }
}
