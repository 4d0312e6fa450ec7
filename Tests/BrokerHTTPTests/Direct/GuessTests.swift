import Dialects
import TestSupport
import Testing

@Suite("guesses of a secret by way of introspection", .database)
struct GuessTests {
    @Test(
        "use up the places of whoever knows it, who was answered from memory until then",
        arguments: [Front.Asker.resourceServer, .platform])
    func limited(_ asker: Front.Asker) async throws {
        try await Front.run(.standard) { front in
            let token = try await front.pair().accessToken
            let (server, authorization) = try await front.resourceServer()
            let isServer = asker == .resourceServer
            let right = front.introspection(of: token, by: isServer ? authorization : front.basic.1)
            let id = isServer ? server.publicID : front.platform.platform.clientID
            let wrong = right.replacing("Authorization", by: "Authorization: \(Front.basic(id, "wrong").1)")
            let stranger = front.introspection(of: token, by: isServer ? front.basic.1 : authorization)
            let connection = try await front.connection(warmedBy: right, stranger)
            // A place comes back each second, so how many it takes depends on how fast the machine is; then all are refused, the right one too.
            var (guesses, isLimited) = (0, false)
            while !isLimited, guesses < 2_000 {
                guesses += 1
                guard try await connection.ask(wrong).status == 429 else { continue }
                isLimited = try await connection.ask(right).status == 429
            }
            #expect(isLimited)
            #expect(guesses > 200)
            // Whoever else asks from there is not meant.
            #expect(try await connection.ask(stranger).status == 200)
        }
    }

    @Test("are 401 each, and who knows it is answered in between")
    func inBetween() async throws {
        try await Front.run(.standard) { front in
            let right = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let wrong = right.replacing(
                "Authorization", by: "Authorization: \(Front.basic(front.platform.platform.clientID, "wrong").1)")
            let connection = try await front.connection(warmedBy: right)
            for _ in 0..<20 {
                let refused = try await connection.ask(wrong)
                #expect(refused.status == 401)
                #expect(refused.body.contains("invalid_client"))
                #expect(try await connection.ask(right).body.contains(#""active":true"#))
            }
        }
    }
}
