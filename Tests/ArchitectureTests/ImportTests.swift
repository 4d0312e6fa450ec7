import Testing

@Suite("imports")
struct ImportTests {
    @Test("every import is in the table, and every entry of the table is used")
    func table() throws {
        let files = try SourceFile.all()
        #expect(files.count > 100)
        var used: [String: Set<String>] = [:]
        for file in files { used[file.module, default: []].formUnion(file.imports.subtracting(["Foundation"])) }
        #expect(Set(used.keys) == Set(ImportTable.allowed.keys))
        for (module, allowed) in ImportTable.allowed {
            let imports = used[module] ?? []
            #expect(imports.subtracting(allowed) == [], "\(module) imports what it may not")
            #expect(allowed.subtracting(imports) == [], "\(module) no longer needs these: take them out of the table")
        }
    }

    @Test("some imports stay in one folder")
    func confined() throws {
        for file in try SourceFile.all() {
            for (name, folder) in ImportTable.confined where file.imports.contains(name) {
                #expect(file.path.hasPrefix(folder), "\(file.path) imports \(name)")
            }
        }
    }

    @Test("no module reaches round the one below it")
    func layers() {
        #expect(ImportTable.allowed["BrokerHTTP"]?.isDisjoint(with: ["Storage", "Postgres", "CLibPQ"]) == true)
        #expect(ImportTable.allowed["Dialects"]?.isDisjoint(with: ["Storage", "Postgres", "Broker"]) == true)
        #expect(ImportTable.allowed["Postgres"]?.isDisjoint(with: ["OAuth", "Model", "Secrets"]) == true)
    }

    @Test(
        "an import is read in each of its forms",
        arguments: [
            "import Model", "package import Model", "internal import Model", "public import Model", "@testable import Model",
            "@_exported import Model", "@preconcurrency import Model", "import struct Model.Grant", "import Foundation\nimport Model",
        ])
    func forms(_ source: String) {
        #expect(SourceFile(path: "A/a.swift", source: source, text: SwiftText(source)).imports.contains("Model"))
    }

    @Test(
        "words that are no import are not read as one",
        arguments: ["// import Model", "let x = \"\"\"\nimport Model\n\"\"\"", "importer Model"])
    func noImports(_ source: String) {
        #expect(SourceFile(path: "A/a.swift", source: source, text: SwiftText(source)).imports == [])
    }
}
