import Broker
import Foundation
import Model
import TestSupport
import Testing

/// Somebody with a key of the management API at a browser on the management listener.
struct KeyHolder: Sendable {
    let front: Front
    let key: String

    /// `tenant` of `nil`: an operator's key.
    init(of tenant: Tenant?, at front: Front) async throws {
        self.front = front
        key = try await front.adminKey(of: tenant)
    }

    func get(_ path: String, method: String = "GET") async throws -> HTTPTester.Answer {
        try await front.tester.send(method, path, headers: Self.headers(key), management: true)
    }

    func post(_ path: String, _ fields: [String: String], headers: [(String, String)] = []) async throws -> HTTPTester.Answer {
        let body = fields.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        return try await front.tester.send(
            "POST", path, headers: Self.headers(key) + headers + [("Content-Type", "application/x-www-form-urlencoded")],
            body: body.joined(separator: "&"), management: true)
    }

    static func headers(_ key: String) -> [(String, String)] { [("Accept", "text/html"), Front.basic("anybody", key)] }
}
