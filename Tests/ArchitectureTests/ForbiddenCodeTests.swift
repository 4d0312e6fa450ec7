import Testing

@Suite("code that stands nowhere in Sources")
struct ForbiddenCodeTests {
    @Test("no file reads a clock, makes randomness of its own or can end the process")
    func sources() throws {
        for file in try SourceFile.all() {
            let findings = ForbiddenCode.findings(in: file.text.code)
            guard let exception = ForbiddenCode.exceptions[file.path] else {
                #expect(findings == [], "\(file.path)")
                continue
            }
            #expect(findings == [exception.finding], "\(file.path) needs another exception than this, or none")
            let clocks = file.text.code.ranges(of: /\.now\b/.wordBoundaryKind(.simple)).count
            #expect(file.text.code.ranges(of: /\bContinuousClock\.now\b/.wordBoundaryKind(.simple)).count == clocks, "\(file.path)")
        }
    }

    @Test("every exception names a file")
    func exceptions() throws {
        let paths = Set(try SourceFile.all().map(\.path))
        #expect(Set(ForbiddenCode.exceptions.keys).subtracting(paths) == [])
    }

    @Test(
        "is found",
        arguments: [
            "let now = Date()", "let a = Date.now", "Foundation.Date()", "ContinuousClock.now", "Int.random(in: 0..<3)",
            "list.randomElement()",
            "list.shuffled()",
            "UUID()", "try! f()", "x as! Int", "fatalError()", "precondition(true)", "preconditionFailure()", "assert(true)", "x!", "f()!",
            "a[0]!",
            "f(x!)", "x!.y", "let x: Int!", "URL(string: \"\")!",
        ])
    func found(_ code: String) {
        #expect(!ForbiddenCode.findings(in: code).isEmpty)
    }

    @Test(
        "is not seen where it is not",
        arguments: [
            "a != b", "if !x { }", "f(!x)", "x && !y", "[!x]", "Date(timeIntervalSince1970: 0)", "known", "randomly", "UUID(uuid: x)",
        ])
    func notFound(_ code: String) {
        #expect(ForbiddenCode.findings(in: code).isEmpty)
    }
}
