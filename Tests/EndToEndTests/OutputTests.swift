import Foundation
import Testing

@testable import symbolon

extension EndToEndTests {
    @Suite("output and completion")
    struct OutputTests {
        @Test(
            "characters take the columns a terminal gives them",
            arguments: [
                ("abc", 3), ("Zwölf", 5), ("Zwo\u{308}lf", 5), ("日本", 4), ("한국어", 6), ("👩‍👩‍👧", 2), ("ｆｕｌｌ", 8), ("", 0), ("a\u{200D}b", 2),
            ])
        func width(text: String, columns: Int) {
            #expect(text.displayWidth == columns)
            #expect(text.fitted(to: 10).displayWidth == 10)
            #expect(text.fitted(to: 1).displayWidth <= 1)
        }

        @Test("a table is as wide as it needs for a pipe, and texts but not ids are cut to a terminal")
        func table() {
            let id = "0f8fad5b-d9cb-469f-a165-70867728950e"
            let table = Table(
                columns: ["id", "name", "created_at"],
                rows: [[id, "日本語のとても長い名前のアカウント", "2026-11-25T21:00:00Z"], [id, "short", "2026-11-25T21:00:00Z"]])
            let whole = table.lines(width: nil)
            #expect(whole[1] == "\(id)  日本語のとても長い名前のアカウント  2026-11-25T21:00:00Z")
            #expect(whole[2].displayWidth == whole[1].displayWidth)
            let cut = table.lines(width: 80)
            #expect(cut.allSatisfy { $0.displayWidth <= 80 })
            #expect(cut[1].contains("…") && cut[1].contains(id) && cut[1].hasSuffix("2026-11-25T21:00:00Z"))
            #expect(table.lines(width: 20)[2].contains(id))
        }

        @Test("progress says how much, how fast and how long yet")
        func progress() {
            let progress = Progress("rows imported", total: 1_000_000, form: .silent)
            #expect(progress.text(250_000, after: .seconds(100)) == "250,000 of 1,000,000 rows imported, 2500/s, 5 min left")
            #expect(Progress("rows", total: nil, form: .silent).text(10, after: .seconds(1)) == "10 rows, 10/s")
        }

        @Test("the completion scripts are taken by their shells", arguments: ["bash", "zsh", "fish"])
        func completion(shell: String) throws {
            let script = try Program.run(Program.symbolon, ["completion", shell])
            #expect(script.status == 0 && script.output.contains("symbolon"))
            #expect(script.output.contains("webhook"))
            guard let program = ["/bin/\(shell)", "/usr/bin/\(shell)"].first(where: FileManager.default.isExecutableFile) else { return }
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let file = try folder.write(script.output, to: "completion")
            let check = shell == "bash" ? ["-c", "set -e; source \(file); complete -p symbolon"] : ["-n", file]
            let loaded = try Program.run(program, check)
            #expect(loaded.status == 0, "\(loaded.all)")
        }

        @Test("every command that prints has --json")
        func everyCommandHasJSON() throws {
            var queue: [[String]] = [[]]
            let without: Set<String> = ["serve", "migrate roles", "key file", "completion", "demo partner", "openapi", "audit export"]
            while let words = queue.popLast() {
                let help = try Program.run(Program.symbolon, words + ["--help"]).output
                guard let start = help.range(of: "SUBCOMMANDS:\n") else {
                    #expect(help.contains("--json") || without.contains(words.joined(separator: " ")), "\(words)")
                    continue
                }
                for line in help[start.upperBound...].split(separator: "\n") {
                    if let name = line.firstMatch(of: /^  ([a-z-]+)(?: |$)/) { queue.append(words + [String(name.1)]) }
                }
            }
        }
    }
}
