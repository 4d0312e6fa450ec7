import Foundation
import TestSupport
import Testing

@Suite("webhook forms that were not sent from our own page", .database)
struct WebhookForgeryTests {
    private static let path = "/applications/webhooks"

    @Test("are 403 without the right token, and nothing changes", arguments: ["none", "invented", "another form", "another session"])
    func token(_ token: String) async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let endpoint = try await front.endpoint(of: platform)
            let address = "\(Self.path)/endpoint?client_id=\(platform.clientID)&id=\(endpoint.id)"
            let (_, other) = try await front.signedIn(at: address)
            let (browser, page) = try await front.signedIn(at: address)
            var fields = TestBrowser.hiddenFields(of: page.body, action: Self.path)
            fields["change"] = "disable"
            switch token {
            case "none": fields["form_token"] = nil
            case "invented": fields["form_token"] = String(repeating: "A", count: 43)
            case "another form": fields["form_token"] = TestBrowser.hiddenFields(of: page.body, action: "/sign-out")["form_token"]
            default: fields["form_token"] = TestBrowser.hiddenFields(of: other.body, action: Self.path)["form_token"]
            }
            #expect(try await browser.post(front.base + Self.path, fields).status == 403)
            #expect(try await front.endpoints().first?.disabledAt == nil)
        }
    }

    @Test(
        "are 403 from a foreign Origin",
        arguments: [("https://evil.example", 403), ("null", 200), ("http://symbolon.test", 200), (nil, 200)] as [(String?, Int)])
    func origin(_ origin: String?, _ status: Int) async throws {
        try await Front.runWithApplications { front in
            let platform = try await front.application()
            let endpoint = try await front.endpoint(of: platform)
            let (browser, page) = try await front.signedIn(at: "\(Self.path)/endpoint?client_id=\(platform.clientID)&id=\(endpoint.id)")
            let fields = TestBrowser.hiddenFields(of: page.body, action: Self.path).merging(["change": "disable"]) { $1 }
            #expect(try await browser.post(front.base + Self.path, fields, origin: origin).status == status)
            let isDisabled = try await front.endpoints().first?.disabledAt != nil
            #expect(isDisabled == (status == 200))
        }
    }
}
