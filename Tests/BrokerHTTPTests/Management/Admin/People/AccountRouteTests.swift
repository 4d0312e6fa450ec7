import Foundation
import Model
import TestSupport
import Testing

@Suite("accounts in the management API", .database)
struct AccountRouteTests {
    @Test("are registered, shown, listed, renamed, put to sleep and woken")
    func life() async throws {
        try await Desk.run { desk in
            let made = try await desk.call("POST", "accounts", #"{"name":"First","id":"first-1"}"#)
            #expect(made.status == 201)
            #expect(made["Location"] == "\(desk.base)/accounts/first-1")
            #expect(made["ETag"] != nil)
            #expect(made.object.keys.sorted() == ["created_at", "disabled_at", "id", "name"])
            let shown = try await desk.call("GET", "accounts/first-1")
            #expect(shown.body == made.body)
            #expect(shown["ETag"] == made["ETag"])
            let second = try await desk.call("POST", "accounts", #"{"name":"Second"}"#)
            #expect(second.status == 201)
            #expect(try await desk.call("GET", "accounts").rows.compactMap { $0["name"] as? String } == ["Second", "First"])
            #expect(try await desk.call("GET", "accounts?name=Fir").rows.count == 1)
            #expect(try await desk.call("GET", "accounts?name=fir").rows.isEmpty)
            let renamed = try await desk.call(
                "PATCH", "accounts/first-1", #"{"name":"Other"}"#, headers: [("If-Match", try #require(shown["ETag"]))])
            #expect(renamed.object["name"] as? String == "Other")
            #expect(
                try await desk.call(
                    "PATCH", "accounts/first-1", #"{"name":"Third"}"#, headers: [("If-Match", try #require(shown["ETag"]))]
                ).isProblem(412, "precondition-failed"))
            let asleep = try await desk.call("POST", "accounts/first-1/disable")
            #expect(asleep.object["disabled_at"] is String)
            #expect(try await desk.call("POST", "accounts/first-1/disable").body == asleep.body)
            #expect(try await desk.call("GET", "accounts?state=disabled").rows.count == 1)
            #expect(try await desk.call("GET", "accounts?state=live").rows.count == 1)
            let awake = try await desk.call("POST", "accounts/first-1/enable")
            #expect(awake.body == renamed.body)
        }
    }

    @Test("input that cannot be taken is told by its field")
    func refusals() async throws {
        try await Desk.run { desk in
            _ = try await desk.call("POST", "accounts", #"{"name":"First","id":"first"}"#)
            for (body, field) in [
                (#"{}"#, "name"), (#"{"name":""}"#, "name"), (#"{"name":"  "}"#, "name"), (#"{"name":1}"#, "name"),
                (#"{"name":null}"#, "name"), (#"{"name":"a\nb"}"#, "name"), (#"{"name":"a\u202eb"}"#, "name"),
                (#"{"name":"a\u0000b"}"#, "name"), (#"{"name":"\#(String(repeating: "x", count: 201))"}"#, "name"),
                (#"{"name":"N","id":"first"}"#, "id"), (#"{"name":"N","id":""}"#, "id"), (#"{"name":"N","id":"a b"}"#, "id"),
                (#"{"name":"N","id":"ä"}"#, "id"), (#"{"name":"N","id":"\#(String(repeating: "x", count: 65))"}"#, "id"),
                (#"{"name":"N","wrong":1}"#, "wrong"),
            ] {
                let answer = try await desk.call("POST", "accounts", body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(body): \(answer.body)")
            }
            #expect(try await desk.call("GET", "accounts?state=x").isProblem(422, "invalid-input", fields: ["state"]))
            for (method, path) in [
                ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/enable"), ("POST", "/disable"), ("POST", "/revoke"),
                ("GET", "/deletion"),
            ] {
                #expect(
                    try await desk.call(method, "accounts/nobody\(path)", method == "PATCH" ? "{}" : nil).isProblem(404, "not-found"),
                    "\(method) \(path)")
            }
        }
    }

    @Test("a name that looks like another one's is taken, with a warning")
    func lookalikes() async throws {
        try await Desk.run { desk in
            func make(_ name: String) async throws -> [String: Any] {
                let body = String(decoding: try JSONSerialization.data(withJSONObject: ["name": name]), as: UTF8.self)
                let answer = try await desk.call("POST", "accounts", body)
                #expect(answer.status == 201, "\(answer.body)")
                return answer.object
            }
            let first = try await make("PayPal")
            #expect(first["warnings"] == nil)
            // Cyrillic, full width, a zero-width space, a capital I for an l, another case.
            for name in ["РауРаl", "ＰａｙＰａｌ", "Pay\u{200B}Pal", "PayPaI", "PAYPAL"] {
                let account = try await make(name)
                let warnings = account["warnings"] as? [String] ?? []
                #expect(warnings.first?.contains("looks like") == true, "\(name)")
                #expect(account["name"].map { "\($0)".utf8.elementsEqual(name.utf8) } == true)
            }
            #expect(try await make("Another")["warnings"] == nil)
            let id = try #require(try await make("Somebody")["id"] as? String)
            let renamed = try await desk.call("PATCH", "accounts/\(id)", #"{"name":"paypal"}"#)
            #expect((renamed.object["warnings"] as? [String])?.isEmpty == false)
            #expect(renamed["ETag"] == (try await desk.call("GET", "accounts/\(id)"))["ETag"])
        }
    }

    @Test("two spellings of one character are two names, kept as they were given")
    func normalization() async throws {
        try await Desk.run { desk in
            let made = try await desk.call("POST", "accounts", #"{"name":"Caf\u00e9"}"#)
            let id = try #require(made.object["id"] as? String)
            let tag = try #require(made["ETag"])
            let changed = try await desk.call("PATCH", "accounts/\(id)", #"{"name":"Cafe\u0301"}"#)
            #expect(changed["ETag"] != tag)
            #expect((changed.object["name"] as? String)?.unicodeScalars.count == 5)
            #expect((try await desk.call("GET", "accounts/\(id)").object["name"] as? String)?.unicodeScalars.count == 5)
            #expect(try await desk.call("GET", "accounts?name=Caf%C3%A9").rows.isEmpty)
            #expect(try await desk.call("GET", "accounts?name=Cafe%CC%81").rows.count == 1)
        }
    }
}
