import Testing

@testable import Secrets

@Suite("Stored password hashes")
struct PasswordHashTests {
    static let salt = "AAECAwQFBgcICQoLDA0ODw"
    static let derived = "Q7EcH175P/kcU7JE2HRU+qTRrq/BS6UbCRYPdBaC5y8"

    @Test("parse and print unchanged")
    func roundTrip() throws {
        let text = "$scrypt$ln=4,r=8,p=1$\(Self.salt)$\(Self.derived)"
        let hash = try #require(PasswordHash(rawValue: text))
        #expect(hash.rawValue == text)
        #expect(try hash.parameters == ScryptParameters(logN: 4, blockSize: 8, parallelism: 1))
        #expect(!"\(hash)".contains(Self.derived) && !String(reflecting: hash).contains(Self.derived))
    }

    @Test("made by another implementation are verified")
    func knownAnswer() async throws {
        let hash = try #require(PasswordHash(rawValue: "$scrypt$ln=4,r=8,p=1$\(Self.salt)$\(Self.derived)"))
        let hasher = PasswordHasher()
        #expect(try await hasher.verify(PlainSecret("correct horse"), against: hash))
        #expect(try await !hasher.verify(PlainSecret("correct horsf"), against: hash))
    }

    @Test(
        "that are not exactly of the known form are refused",
        arguments: [
            "", "$", "plain", "$argon2id$ln=4,r=8,p=1$\(salt)$\(derived)", "$scrypt$ln=40,r=8,p=1$\(salt)$\(derived)",
            "$scrypt$ln=17,r=32,p=16$\(salt)$\(derived)", "$scrypt$ln=04,r=8,p=1$\(salt)$\(derived)",
            "$scrypt$ln=+4,r=8,p=1$\(salt)$\(derived)",
            "$scrypt$ln=-4,r=8,p=1$\(salt)$\(derived)", "$scrypt$r=8,ln=4,p=1$\(salt)$\(derived)", "$scrypt$ln=4,r=8$\(salt)$\(derived)",
            "$scrypt$ln=4,r=8,p=1,x=1$\(salt)$\(derived)", "$scrypt$ln=9223372036854775808,r=8,p=1$\(salt)$\(derived)",
            "$scrypt$ln=4,r=8,p=1$\(salt)==$\(derived)", "$scrypt$ln=4,r=8,p=1$\(salt)$\(derived)=", "$scrypt$ln=4,r=8,p=1$AAAA$\(derived)",
            "$scrypt$ln=4,r=8,p=1$\(salt)$AAAA", "$scrypt$ln=4,r=8,p=1$$", "$scrypt$ln=4,r=8,p=1$\(salt)$\(derived)$",
            "$scrypt$ln=4,r=8,p=1$\(salt.dropLast())x$\(derived)", "x$scrypt$ln=4,r=8,p=1$\(salt)$\(derived)",
            "$scrypt$ln=\u{664},r=8,p=1$\(salt)$\(derived)",
        ])
    func refused(text: String) {
        #expect(PasswordHash(rawValue: text) == nil)
    }

    @Test("ask for a rehash when the cost changed")
    func rehash() throws {
        let hash = try #require(PasswordHash(rawValue: "$scrypt$ln=4,r=8,p=1$\(Self.salt)$\(Self.derived)"))
        #expect(hash.needsRehash(for: .standard))
        #expect(!hash.needsRehash(for: hash.parameters))
    }
}
