import Broker
import Dialects
import Foundation
import Model
import TestSupport
import Testing

/// A vendor's back end with a key of its tenant's, before the management API over real sockets.
struct Desk: Sendable {
    let world: World
    let tester: HTTPTester
    let tenant: Tenant
    let platform: RegisterPlatform.Registered
    let key: String

    static func run(
        _ dialect: Dialect = .standard, managementRequestsPerMinute: Int? = nil, _ body: @escaping @Sendable (Desk) async throws -> Void
    ) async throws {
        try await World.run { world in
            let tenant = try await world.tenant(dialect)
            let platform = try await world.platform(in: tenant)
            let (key, _) = try await world.adminKey(for: tenant, name: "back end")
            try await world.serving(managementRequestsPerMinute: managementRequestsPerMinute) { tester in
                try await body(Desk(world: world, tester: tester, tenant: tenant, platform: platform, key: key))
            }
            await world.settle()
        }
    }

    var clientID: String { platform.platform.clientID }
    var base: String { "/admin/v1/tenants/\(tenant.slug)" }

    /// `path` follows the tenant's. `json` is the body as it is sent.
    func call(
        _ method: String, _ path: String, _ json: String? = nil, key: String? = nil, headers: [(String, String)] = []
    ) async throws -> HTTPTester.Answer {
        try await send(method, "\(base)/\(path)", json, key: key ?? self.key, headers: headers)
    }

    func send(
        _ method: String, _ path: String, _ json: String? = nil, key: String?, headers: [(String, String)] = []
    ) async throws -> HTTPTester.Answer {
        var all = headers
        if let key { all.append(("Authorization", "Bearer \(key)")) }
        if json != nil, !all.contains(where: { $0.0 == "Content-Type" }) { all.append(("Content-Type", "application/json")) }
        let answer = try await tester.send(method, path, headers: all, body: json, management: true)
        if let secret = answer.object["secret"] as? String { world.secrets.add(secret) }
        #expect(answer["Cache-Control"] == "no-store", "\(method) \(path)")
        return answer
    }

    /// An endpoint, made by the API.
    func endpoint(_ url: String = "https://partner.example/hook", _ more: String = "") async throws -> (id: String, secret: String) {
        let answer = try await call("POST", "webhook-endpoints", #"{"client_id":"\#(clientID)","url":"\#(url)"\#(more)}"#)
        #expect(answer.status == 201, "\(answer.body)")
        return (try #require(answer.object["id"] as? String), try #require(answer.object["secret"] as? String))
    }
}

extension HTTPTester.Answer {
    var object: [String: Any] { ((try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any]) ?? [:] }

    /// The rows of a page.
    var rows: [[String: Any]] { (object["data"] as? [[String: Any]]) ?? [] }
    var cursor: String? { object["next_cursor"] as? String }

    /// The last word of a problem's type.
    var problem: String? {
        guard self["Content-Type"] == "application/problem+json", object["status"] as? Int == status, object["title"] is String,
            object["detail"] is String, (object["instance"] as? String)?.hasPrefix("urn:symbolon:request:") == true
        else { return nil }
        return (object["type"] as? String)?.split(separator: ":").last.map(String.init)
    }

    /// The fields a problem names.
    var fields: [String] { ((object["errors"] as? [[String: Any]]) ?? []).compactMap { $0["field"] as? String } }

    func isProblem(_ status: Int, _ kind: String, fields: [String] = []) -> Bool {
        self.status == status && problem == kind && self.fields == fields
    }
}
