import Testing

@testable import Secrets

@Suite("Hashes of the audit log")
struct AuditHashTests {
    private static let fields: [[UInt8]?] = [Array("a".utf8), nil, []]

    @Test("equal those computed by another implementation")
    func knownAnswer() throws {
        let hash = try SampleKeys.fixed().auditHash(Self.fields, keyID: "k1")
        #expect(Hex.encode(hash) == "d334f04955d2ab441cca46985061b902441db12c0725871c44864559353a5ce8")
    }

    @Test("differ where a field ends elsewhere, is empty instead of missing, or the other way round")
    func unambiguous() throws {
        let keys = try SampleKeys.fixed()
        let lists: [[[UInt8]?]] = [
            [[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3]], [[1, 2, 3], []], [[1, 2, 3], nil], [nil, [1, 2, 3]], [[], nil], [nil, []], [],
        ]
        let hashes = try lists.map { try keys.auditHash($0, keyID: "k1") }
        #expect(Set(hashes).count == lists.count)
    }

    @Test("are made under any key whose line is there, and under no other")
    func rotated() throws {
        let both = try KeyRing(parsing: try SampleKeys.line("k2") + "\n" + SampleKeys.fixedLine)
        let old = try SampleKeys.fixed().auditHash(Self.fields, keyID: "k1")
        #expect(try both.auditHash(Self.fields, keyID: "k1") == old)
        #expect(try both.auditHash(Self.fields, keyID: "k2") != old)
        #expect(throws: SecretsError.unknownKey("k3")) { try both.auditHash(Self.fields, keyID: "k3") }
    }
}
