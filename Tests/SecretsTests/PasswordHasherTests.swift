import Foundation
import Testing

@testable import Secrets

@Suite("Password hashing", .timeLimit(.minutes(1)))
struct PasswordHasherTests {
    let cheap: ScryptParameters

    init() throws { cheap = try ScryptParameters(logN: 4, blockSize: 1, parallelism: 1) }

    @Test("verifies the password as typed, byte for byte")
    func roundTrip() async throws {
        let hasher = PasswordHasher(parameters: cheap)
        let hash = try await hasher.hash(PlainSecret("pa\u{DF}word caf\u{E9}"))
        #expect(try await hasher.verify(PlainSecret("pa\u{DF}word caf\u{E9}"), against: hash))
        #expect(try await !hasher.verify(PlainSecret("pa\u{DF}word cafe\u{301}"), against: hash))
        #expect(try await hasher.hash(PlainSecret("a")) != hasher.hash(PlainSecret("a")))
        #expect(PasswordHash(rawValue: hash.rawValue) == hash)
    }

    @Test("bounds the password at 1,024 bytes")
    func bound() async throws {
        let hasher = PasswordHasher(parameters: cheap)
        let longest = try await hasher.hash(PlainSecret(String(repeating: "x", count: 1024)))
        #expect(try await hasher.verify(PlainSecret(String(repeating: "x", count: 1024)), against: longest))
        let over = PlainSecret(String(repeating: "x", count: 1025))
        await #expect(throws: SecretsError.secretTooLong(limit: 1024)) { try await hasher.hash(over) }
        #expect(try await !hasher.verify(over, against: longest))
        #expect(try await !hasher.verify(over, against: nil))
    }

    @Test("does the same work for an unknown user, and answers no")
    func unknownUser() async throws {
        let hasher = PasswordHasher(parameters: cheap)
        let (known, unknown) = (try await hasher.hash(PlainSecret("a")), try hasher.reference(for: nil))
        #expect(unknown.parameters == known.parameters)
        #expect(unknown.salt.count == known.salt.count && unknown.derived.count == known.derived.count)
        #expect(try hasher.reference(for: known) == known)
        #expect(try await !hasher.verify(PlainSecret("a"), against: nil))
        #expect(try hasher.reference(for: nil) != unknown)
    }

    @Test("runs with the standard cost")
    func standard() async throws {
        let hasher = PasswordHasher()
        let hash = try await hasher.hash(PlainSecret("a"))
        #expect(hash.rawValue.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(try await hasher.verify(PlainSecret("a"), against: hash))
    }
}
