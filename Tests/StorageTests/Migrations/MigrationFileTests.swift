import Foundation
import Secrets
import Storage
import Testing

@Suite("the migrations in the binary and in migrations/")
struct MigrationFileTests {
    private static let folder = Repository.root.appending(path: "migrations")

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }

    private func file(of migration: Migration) -> String {
        let number = String(migration.version)
        return String(repeating: "0", count: 4 - number.count) + number + "_" + migration.name
    }

    @Test("are the same files")
    func sameFiles() throws {
        let expected = Migration.all.flatMap { ["\(file(of: $0)).up.sql", "\(file(of: $0)).down.sql"] } + ["roles.sql"]
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".sql") }.sorted()
                == expected.sorted())
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
    }

    @Test("have the same text", arguments: Migration.all)
    func sameText(_ migration: Migration) throws {
        #expect(migration.up + "\n" == (try text(file(of: migration) + ".up.sql")))
        #expect(migration.down + "\n" == (try text(file(of: migration) + ".down.sql")))
        #expect(Migration.roles + "\n" == (try text("roles.sql")))
    }

    @Test("have the checksum of their file", arguments: Migration.all)
    func sameChecksum(_ migration: Migration) throws {
        let digest = try sha256(Array(try text(file(of: migration) + ".up.sql").utf8))
        #expect(migration.checksum == digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    @Test("have the directives of their file", arguments: Migration.all)
    func sameDirectives(_ migration: Migration) throws {
        let lines = try text(file(of: migration) + ".up.sql").split(separator: "\n")
        #expect(lines.contains("-- oldest-binary: \(migration.oldestBinary)"))
        #expect(lines.contains("-- transaction: no") == !migration.isTransactional)
        #expect((1...migration.version).contains(migration.oldestBinary))
    }

    @Test("begin by refusing to be filtered, so that none changes only the rows it can see", arguments: Migration.all)
    func refusesFiltering(_ migration: Migration) {
        #expect(migration.up.hasPrefix("SET row_security = off;\n"))
        #expect(migration.down.hasPrefix("SET row_security = off;\n"))
    }
}
