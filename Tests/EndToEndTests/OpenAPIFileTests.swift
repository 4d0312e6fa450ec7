import Foundation
import Testing

@Suite("the OpenAPI documents in docs/")
struct OpenAPIFileTests {
    @Test(
        "are what the program prints: write them again with `symbolon openapi`",
        arguments: [nil, "standard", "xref", "xoxoday", "xurrent", "xeno"])
    func same(_ dialect: String?) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let name = dialect.map { "openapi-\($0).json" } ?? "openapi.json"
        let file = try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
        let printed = try Program.run(Program.symbolon, ["openapi"] + (dialect.map { ["--dialect", $0] } ?? []), environment: [:])
        #expect(printed.status == 0, "\(printed.errors)")
        #expect(printed.output == file, "docs/\(name) is not what `symbolon openapi` prints")
    }
}
