import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("what the dialects send", .database)
struct DialectWebhookTests {
    @Test("an endpoint hears nothing before it has followed the link of its handshake, and the link works once")
    func handshake() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.xurrent, .init(roles: ["account_administrator"])) { scene in
                let (endpoint, secret) = try await scene.endpoint(at: sink, .init(description: "Ours"))
                try await scene.world.delivering {
                    let asked = try #require(await sink.wait(for: 1).first)
                    let body = try Self.claims(of: asked, key: keyBytes(secret))
                    #expect(body["event"] as? String == "webhook.verify")
                    #expect(body["webhook_id"] as? String == endpoint.id.description)
                    #expect(body["name"] as? String == "Ours")
                    let link = try #require((body["payload"] as? [String: any Sendable])?["callback"] as? String)
                    try #require(link.hasPrefix(scene.site.baseURL + "/webhooks/verify/"))
                    let token = PlainSecret(String(link.dropFirst((scene.site.baseURL + "/webhooks/verify/").count)))
                    scene.world.secrets.add(token.value)

                    _ = try await scene.pair()
                    try await Task.sleep(for: .milliseconds(300))
                    #expect(sink.arrivals.count == 1)
                    await #expect(throws: InputError.unverified) {
                        try await ManageWebhookEndpoints(engine: scene.engine).test(endpoint.id, in: scene.tenant, by: .server)
                    }
                    // A link for an address that the endpoint has left would verify the one it has now.
                    let isThere = try await scene.stores { stores in
                        try stores.webhookEndpoints.setVerification(
                            try #require(TokenHash(rawValue: [UInt8](repeating: 7, count: 32))), lifetime: .seconds(60), endpoint.id,
                            at: "https://elsewhere.example/hook")
                    }
                    #expect(!isThere)
                    let verify = VerifyWebhookEndpoint(engine: scene.engine)
                    #expect(try await verify(PlainSecret("x" + token.value), at: scene.site, origin: .local) == nil)
                    #expect(try await verify(token, at: scene.site, origin: .local)?.id == endpoint.id)
                    #expect(try await verify(token, at: scene.site, origin: .local) == nil)
                    _ = try await ManageDeliveries(engine: scene.engine).resend(
                        to: endpoint.id, since: Date(timeIntervalSince1970: 0), until: nil, includingDelivered: false, in: scene.tenant,
                        by: .operator("test"))
                    let told = try #require(await sink.wait(for: 2).last)
                    let event = try Self.claims(of: told, key: keyBytes(secret))
                    #expect(event["event"] as? String == "account.connected")
                    #expect(event["account_id"] as? String == scene.account.publicID)
                    #expect(event["person_name"] as? String == "ada@first.example")
                    #expect(told["x-xurrent-delivery"] != nil)
                    #expect(told["content-type"] == "application/json; charset=utf-8")

                    // Another address has to answer for itself.
                    let moved = try await ManageWebhookEndpoints(engine: scene.engine).update(
                        endpoint.id, .init(url: sink.url + "/moved"), in: scene.tenant, by: .operator("test"))
                    #expect(moved.verifiedAt == nil)
                    let again = try #require(await sink.wait(for: 3).last)
                    #expect(again.path == "/hook/moved")
                    #expect(try Self.claims(of: again, key: keyBytes(secret))["event"] as? String == "webhook.verify")
                }
                let stored = try await scene.world.inspect { session in
                    try session.value("SELECT string_agg(payload::text, '') FROM event", as: String.self)
                }
                #expect(stored?.contains("/webhooks/verify/") == false)
            }
        }
    }

    @Test("an endpoint from before there were handshakes is asked when there is first something to tell")
    func olderEndpoint() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.xurrent, .init(roles: ["account_administrator"])) { scene in
                let endpoint = try await scene.endpoint(at: sink).0
                try await scene.world.inspect { session in
                    try session.script(
                        "DELETE FROM delivery; DELETE FROM event_queue; UPDATE webhook_endpoint SET verification_hash = NULL")
                }
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = await sink.wait(for: 1)
                }
                let all = try await scene.deliveries(.init(endpoint: endpoint.id))
                #expect(all.map(\.eventType) == ["webhook.verify"])
            }
        }
    }

    @Test("while two keys are live the token is the older one's, and says whose it is")
    func tokenDuringRotation() async throws {
        let (old, new) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let content = WebhookContent(
            eventID: "e", type: "account.connected", timestamp: "2026-01-01T00:00:00.000Z", data: [:], deliveryID: "d", redeliveryOf: "o",
            endpointID: "p", endpointName: nil, tenantName: "T", baseURL: "https://t.example")
        let message = try WebhookMessage(content, as: Dialect.xurrent.webhooks, keys: WebhookKeys(secrets: [new, old]), timestamp: 1_000)
        let sent = WebhookSink.Arrival(path: "/", headers: message.headers, body: String(decoding: message.body, as: UTF8.self))
        let claims = try Self.claims(of: sent, key: old, whole: true)
        #expect(claims["iss"] as? String == "https://t.example")
        #expect(claims["jti"] as? String == "e")
        #expect(claims["iat"] as? Int == 1_000)
        #expect(claims["exp"] as? Int == 1_300)
        #expect(sent["x-xurrent-delivery-origin"] == "o")
        #expect(sent["webhook-signature"]?.split(separator: " ").count == 2)
        #expect(throws: Mismatch.self) { try Self.claims(of: sent, key: new) }
    }

    @Test("a key that never changes goes with every delivery, and the third failure switches the endpoint off")
    func staticKey() async throws {
        let key = "abcDEF0123456789"
        try await WebhookSink.open { arrival, _ in
            .init(503, body: "you sent \(arrival["x-api-key"] ?? "")")
        } _: { sink in
            try await Scene.run(.xoxoday, .init(scopes: ["user_session"])) { scene in
                let manage = ManageWebhookEndpoints(engine: scene.engine)
                let endpoint = try await scene.endpoint(at: sink, .init(apiKey: key)).0
                scene.world.secrets.add(key)
                #expect(endpoint.hasAPIKey)
                try await scene.world.delivering {
                    _ = try await manage.test(endpoint.id, in: scene.tenant, by: .operator("test"))
                    for (attempt, clock) in [(1, 10), (2, 400)] {
                        _ = try await scene.settledDeliveries { $0.attempts >= attempt }
                        try await scene.moveClock(to: .seconds(clock))
                    }
                    #expect(try await scene.settledDeliveries().map(\.status) == [.failed])
                    #expect(try await scene.endpoint(endpoint.id).disabledReason == .failing)
                }
                let delivery = try #require(try await scene.deliveries().first)
                #expect(try await scene.attempts(delivery).map(\.response) == Array(repeating: "you sent [removed]", count: 3))
                #expect(sink.arrivals.count == 3)
                #expect(sink.arrivals.allSatisfy { $0["x-api-key"] == key })
                #expect(Set(sink.arrivals[0].json.keys) == ["id", "type", "version", "data", "createdAt"])
                for wrong in ["short", String(repeating: "a", count: 61), "with a space in it", "Ünïcödélétters"] {
                    await #expect(throws: InputError.self) {
                        try await manage.update(endpoint.id, .init(apiKey: wrong), in: scene.tenant, by: .operator("test"))
                    }
                }
                #expect(try await !manage.update(endpoint.id, .init(apiKey: ""), in: scene.tenant, by: .operator("test")).hasAPIKey)
            }
        }
    }

    @Test("the account has the name the vendor knows it by")
    func accountName() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.xref) { scene in
                try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    _ = try await scene.token()
                    _ = await sink.wait(for: 1)
                }
                let data = try #require(sink.arrivals.first?.json["data"] as? [String: any Sendable])
                #expect(data["xref_account_id"] as? String == scene.account.publicID)
                #expect(data["account_id"] as? String == scene.account.publicID)
            }
        }
    }

    @Test("the largest event stays under 20,000 bytes in every dialect", arguments: Dialect.all)
    func size(_ dialect: Dialect) throws {
        let long = String(repeating: "\u{1}", count: 200)
        let email = String(repeating: "e", count: 240) + "@x.example"
        let content = WebhookContent(
            eventID: UUID().uuidString, type: "grant.approver_missing", timestamp: "2026-01-01T00:00:00.000Z",
            data: [
                "scopes": .list((0..<50).map { _ in String(repeating: "s", count: 100) }), "client_id": .string(long),
                "account_id": .string(long), "approved_by": .string(email), "user": .string(email), "actor": .string(email),
                "caused_by": "user", "reason": "disabled",
            ], deliveryID: UUID().uuidString, redeliveryOf: UUID().uuidString, endpointID: UUID().uuidString, endpointName: long,
            tenantName: long, baseURL: "https://" + String(repeating: "h", count: 250))
        let message = try WebhookMessage(
            content, as: dialect.webhooks, keys: WebhookKeys(secrets: [[UInt8](repeating: 1, count: 32)]), timestamp: 1)
        #expect(message.body.count < 20_000)
    }

    private struct Mismatch: Error {}

    /// The claims' `data` of a body that is a token signed with this key.
    private static func claims(
        of arrival: WebhookSink.Arrival, key: [UInt8], whole: Bool = false
    ) throws -> [String: any Sendable] {
        let parts = try #require(arrival.json["jwt"] as? String).split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        guard let signature = bytes(parts[2]), try hmacSHA256(key: key, data: Array("\(parts[0]).\(parts[1])".utf8)) == signature else {
            throw Mismatch()
        }
        let header = try object(parts[0])
        #expect(header["alg"] as? String == "HS256")
        #expect(header["kid"] as? String == (try WebhookKeys.name(of: key)))
        let claims = try object(parts[1])
        return whole ? claims : try #require(claims["data"] as? [String: any Sendable])
    }

    private static func object(_ part: String) throws -> [String: any Sendable] {
        let data = Data(try #require(bytes(part)))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: any Sendable])
    }

    private static func bytes(_ part: String) -> [UInt8]? {
        let plain = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)).map { [UInt8]($0) }
    }
}

extension WebhookKeys {
    init(secrets: [[UInt8]]) {
        self.init(secrets: secrets, apiKey: nil)
    }
}
