import Foundation
import TestSupport
import Testing

@Suite("style, icon, logos and HEAD", .database)
struct FixedFileTests {
    @Test("the style a page names is there, for tenants and for pages of nobody")
    func style() async throws {
        try await Front.run { front in
            for (path, prefix) in [("\(front.base)/sign-in", front.base), ("/nothing", "")] {
                let page = try await front.tester.get(path, headers: [("Accept", "text/html")])
                let address = try #require(page.body.firstMatch(of: /<link rel="stylesheet" href="([^"]+)"/)?.1)
                #expect(address.hasPrefix(prefix + "/style-"))
                let style = try await front.tester.get(String(address))
                #expect(style.status == 200)
                #expect(style["Content-Type"] == "text/css; charset=utf-8")
                #expect(style["Cache-Control"] == "public, max-age=31536000, immutable")
                #expect(style["X-Content-Type-Options"] == "nosniff")
                #expect(!style.body.contains("url("))
                #expect(!style.body.contains("@import"))
            }
        }
    }

    @Test("no icon is sent, and none is asked of the database")
    func icon() async throws {
        try await Front.run { front async throws in
            #expect(try await front.tester.get("/favicon.ico").status == 204)
        }
    }

    @Test("a logo is sent as the image it is and never as anything else")
    func logo() async throws {
        try await Front.run { front in
            let id = front.platform.platform.id.rawValue
            let tenant = front.tenant.id.rawValue
            try await front.world.inspect { session in
                try session.execute(
                    "INSERT INTO platform_logo (tenant_id, platform_id, media_type, content) VALUES (\(tenant), \(id), 'image/png', \([UInt8]("PNG".utf8)))"
                )
            }
            let path = "\(front.base)/logos/\(front.platform.platform.clientID)"
            let logo = try await front.tester.get(path)
            #expect(logo.status == 200)
            #expect(logo.body == "PNG")
            #expect(logo["Content-Type"] == "image/png")
            #expect(logo["X-Content-Type-Options"] == "nosniff")
            #expect(logo["Content-Security-Policy"] == "default-src 'none'")
            let (page, _) = try await front.consent(in: front.tester.browser())
            #expect(page.body.contains(#"<img src="\#(path)""#))

            let other = try await front.world.tenant()
            #expect(try await front.tester.get("/t/\(other.slug)/logos/\(front.platform.platform.clientID)").status == 404)
            #expect(try await front.tester.get("\(front.base)/logos/none").status == 404)
        }
    }

    @Test("HEAD is GET without a body", arguments: ["/", "/sign-in", "/oauth/open-api/CLIENT", "/nothing", "/auth", "/logos/none"])
    func head(_ path: String) async throws {
        try await Front.run { front in
            let address = front.base + path.replacing("CLIENT", with: front.platform.platform.clientID)
            let get = try await front.tester.get(address)
            let head = try await front.tester.send("HEAD", address)
            #expect(head.status == get.status)
            #expect(head.body.isEmpty)
            #expect(head["Content-Type"] == get["Content-Type"])
            #expect(head["Content-Security-Policy"] == get["Content-Security-Policy"])
        }
    }

    @Test(
        "nothing follows the head of an answer to HEAD, an error's neither",
        arguments: ["/", "/nothing", "/auth", "/oauth/tokens", "STYLE"])
    func nothingAfterHead(_ path: String) async throws {
        try await Front.run { front in
            let style = try #require(try await front.tester.get(front.base + "/sign-in").addresses.first { $0.hasSuffix(".css") })
            let path = path.replacing("STYLE", with: style.dropFirst(front.base.count))
            for address in [front.base + path, path] {
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    connection.send("HEAD \(address) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    return try connection.readToEnd()
                }
                #expect(text.hasPrefix("HTTP/1.1 ") && text.hasSuffix("\r\n\r\n"), "\(address)")
            }
        }
    }
}
