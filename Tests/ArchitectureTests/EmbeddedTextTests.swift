import Foundation
import Testing

@Suite("text that travels inside the binary")
struct EmbeddedTextTests {
    @Test(
        "what deploy/embed would write is what is checked in",
        arguments: ["Sources/Storage/Migrations/EmbeddedMigrations.swift", "Sources/BrokerHTTP/Pages/PageText.swift"])
    func isCurrent(_ generated: String) throws {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("embed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        for folder in ["deploy", "migrations", "Sources/Storage/Migrations", "Sources/BrokerHTTP/Pages"] {
            let target = copy.appendingPathComponent(folder)
            try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: Repository.root.appendingPathComponent(folder), to: target)
        }
        let process = try Process.run(URL(fileURLWithPath: "/bin/bash"), arguments: [copy.appendingPathComponent("deploy/embed").path])
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let fresh = try String(contentsOf: copy.appendingPathComponent(generated), encoding: .utf8)
        let kept = try String(contentsOf: Repository.root.appendingPathComponent(generated), encoding: .utf8)
        #expect(fresh == kept, "run deploy/embed")
    }
}
