import Testing

@testable import Broker

@Suite("Resolved addresses")
struct ResolvedAddressTests {
    private func check(_ answers: [String], sandbox: Bool = false, own: [String] = []) async throws -> [IPAddress] {
        let addresses = answers.compactMap { IPAddress($0) }
        let client = OutgoingClient(ownAddresses: Set(own.compactMap { IPAddress($0) })) { _ async throws(OutgoingError) in addresses }
        return try await client.checkedAddresses(of: OutgoingURL("https://hook.example/"), sandbox: sandbox)
    }

    @Test("are taken when all are public")
    func good() async throws {
        #expect(try await check(["8.8.8.8", "2001:4860:4860::8888"]).count == 2)
    }

    @Test(
        "are refused when any one is forbidden",
        arguments: [
            ["127.0.0.1"], ["8.8.8.8", "::1"], ["8.8.8.8", "1.1.1.1", "169.254.169.254"], ["::ffff:10.0.0.1", "8.8.8.8"], ["9.9.9.9"],
        ])
    func oneBad(answers: [String]) async {
        let error = await #expect(throws: OutgoingError.self) { try await check(answers, own: ["9.9.9.9"]) }
        #expect(error?.reason == .blocked)
    }

    @Test("in any order", arguments: 0..<16)
    func order(position: Int) async {
        var answers = (1...15).map { "8.8.8.\($0)" }
        answers.insert("192.168.1.1", at: position)
        await #expect(throws: OutgoingError.self) { try await check(answers) }
    }

    @Test("are refused in a sandbox too, unless they are loopback")
    func sandbox() async throws {
        #expect(try await check(["127.0.0.1", "8.8.8.8"], sandbox: true).count == 2)
        await #expect(throws: OutgoingError.self) { try await check(["127.0.0.1", "10.0.0.1"], sandbox: true) }
    }

    @Test("are at least one and at most sixteen")
    func count() async throws {
        #expect(try await check((1...16).map { "8.8.8.\($0)" }).count == 16)
        await #expect(throws: OutgoingError.self) { try await check((1...17).map { "8.8.8.\($0)" }) }
        await #expect(throws: OutgoingError.self) { try await check([]) }
    }
}
