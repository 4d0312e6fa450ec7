import Foundation
import Testing

@testable import Secrets

@Suite("The key file")
struct KeyFileTests {
    struct Refusal: Sendable {
        let text: String
        let problem: KeyFileProblem
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
    private static let good = "Ud9fBOV283BIAh8tGdjhivvOEBtZs46/h/tw9L6g3Mg="

    static let refusals = [
        Refusal(text: "", problem: .noKey),
        Refusal(text: "# only a comment\n\n", problem: .noKey),
        Refusal(text: "k1", problem: .malformedLine(1)),
        Refusal(text: "# one\nk1 \(good) again", problem: .malformedLine(2)),
        Refusal(text: "k1 not*base64", problem: .malformedLine(1)),
        Refusal(text: "K1 \(good)", problem: .malformedID(line: 1)),
        Refusal(text: "k_1 \(good)", problem: .malformedID(line: 1)),
        Refusal(text: "\(String(repeating: "k", count: 33)) \(good)", problem: .malformedID(line: 1)),
        Refusal(text: "k1 \(good)\nk1 \(base64(Array("a different key, 32 bytes of text".utf8)))", problem: .duplicateID("k1", line: 2)),
        Refusal(text: "k1 \(base64(Array(good.utf8.prefix(31))))", problem: .keyLength(line: 1, bytes: 31)),
        Refusal(text: "k1 \(base64(Array((good + good).utf8.prefix(65))))", problem: .keyLength(line: 1, bytes: 65)),
        Refusal(text: "k1 \(base64(.init(repeating: 0x41, count: 32)))", problem: .weakKey("k1", line: 1)),
        Refusal(text: "k1 \(base64((0..<32).map { UInt8($0 % 7) }))", problem: .weakKey("k1", line: 1)),
        Refusal(text: "k1 \(base64(Array(0..<32)))", problem: .weakKey("k1", line: 1)),
    ]

    @Test("is refused for what it holds, without showing it", arguments: refusals)
    func refused(refusal: Refusal) {
        let error = #expect(throws: SecretsError.keyFile(refusal.problem)) { try KeyRing(parsing: refusal.text) }
        #expect(error?.description.contains(Self.good) == false)
    }

    @Test("may hold comments, blank lines, tabs, Windows line ends and previous keys")
    func accepted() throws {
        let keys = try KeyRing(
            parsing: "\u{20}# keys\r\n\r\n  new\t\(try SampleKeys.line("x").dropFirst(2))\r\n\(SampleKeys.fixedLine)\r\n")
        #expect(keys.currentKeyID == "new")
        #expect(keys.keyIDs == ["new", "k1"])
    }

    @Test("as written for a new installation is accepted")
    func generated() throws {
        let (first, second) = (try KeyRing.newFileText(id: "2026-01"), try KeyRing.newFileText(id: "2026-01"))
        #expect(try KeyRing(parsing: first).currentKeyID == "2026-01")
        #expect(first != second)
        #expect(throws: SecretsError.self) { try KeyRing.newFileText(id: "no spaces") }
    }

    @Test("is read only while nobody else can", arguments: [0o600, 0o400, 0o640, 0o604, 0o610, 0o666, 0o660])
    func mode(mode: Int) throws {
        try Self.withFile(Array(SampleKeys.fixedLine.utf8), mode: mode) { (path: String) throws in
            if mode & 0o077 == 0 {
                #expect(try KeyRing(contentsOf: path).currentKeyID == "k1")
            } else {
                let problem = KeyFileProblem.openToOthers(path: path, mode: String(mode, radix: 8))
                #expect(throws: SecretsError.keyFile(problem)) { try KeyRing(contentsOf: path) }
                #expect(problem.description.contains("chmod 600"))
            }
        }
    }

    @Test("must exist, be a file, be text and be small")
    func shape() throws {
        let missing = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        let absent = #expect(throws: SecretsError.self) { try KeyRing(contentsOf: missing) }
        #expect(absent?.description.contains("No such file") == true)
        let folder = FileManager.default.temporaryDirectory.path
        #expect(throws: SecretsError.keyFile(.notAFile(path: folder))) { try KeyRing(contentsOf: folder) }
        try Self.withFile([0xFF, 0xFE, 0x0A], mode: 0o600) { (path: String) throws in
            #expect(throws: SecretsError.keyFile(.notText(path: path))) { try KeyRing(contentsOf: path) }
        }
        try Self.withFile(.init(repeating: 0x23, count: 65 * 1024), mode: 0o600) { (path: String) throws in
            #expect(throws: SecretsError.keyFile(.tooLarge(path: path, limit: 65536))) { try KeyRing(contentsOf: path) }
        }
    }

    private static func withFile(_ bytes: [UInt8], mode: Int, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("symbolon-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        try body(file.path)
    }
}
