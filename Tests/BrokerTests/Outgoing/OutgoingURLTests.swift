import Testing

@testable import Broker

@Suite("Outgoing URLs")
struct OutgoingURLTests {
    static let hostile: [(String, OutgoingURLError)] = [
        ("", .scheme(sandbox: false)), ("example.com", .scheme(sandbox: false)), ("//example.com/", .scheme(sandbox: false)),
        ("http://example.com/", .scheme(sandbox: false)), ("ftp://example.com/", .scheme(sandbox: false)),
        ("javascript:alert(1)", .scheme(sandbox: false)), ("file:///etc/passwd", .scheme(sandbox: false)),
        ("https:/example.com/", .scheme(sandbox: false)), ("https:///", .host), ("https://", .host), ("https://?q", .host),
        ("https://user@example.com/", .userInformation), ("https://a:b@example.com/", .userInformation),
        ("https://example.com@127.0.0.1/", .userInformation), ("https://@example.com/", .userInformation),
        ("https://example.com/#f", .fragment), ("https://example.com#", .fragment), ("https://example.com#@127.0.0.1/", .fragment),
        ("https://exa mple.com/", .illegalCharacter), ("https://example.com/\r\nHost: a", .illegalCharacter),
        ("https://example.com\\@127.0.0.1/", .illegalCharacter), ("https://example.com/\t", .illegalCharacter),
        ("https://example.com/\0", .illegalCharacter), ("https://ex\u{E4}mple.com/", .illegalCharacter),
        ("https://example\u{3002}com/", .illegalCharacter), ("https://\u{2460}27.0.0.1/", .illegalCharacter),
        ("https://example.com/%", .illegalCharacter), ("https://example.com/%2", .illegalCharacter),
        ("https://example.com/%zz", .illegalCharacter),
        ("https://%31%32%37.0.0.1/", .host), ("https://example%2ecom/", .host), ("https://example.com./", .host),
        ("https://.example.com/", .host),
        ("https://example..com/", .host), ("https://-example.com/", .host), ("https://example-.com/", .host),
        ("https://ex_ample.com/", .host),
        ("https://*.example.com/", .host), ("https://\(String(repeating: "a", count: 64)).com/", .host),
        ("https://\(String(repeating: "a.", count: 126))toolong/", .host), ("https://2130706433/", .host), ("https://0x7f000001/", .host),
        ("https://017700000001/", .host), ("https://127.1/", .host), ("https://127.0.1/", .host), ("https://0177.0.0.1/", .host),
        ("https://0x7f.0.0.1/", .host), ("https://127.0.0.0x1/", .host), ("https://127.0.0.01/", .host), ("https://1.2.3.4.5/", .host),
        ("https://example.123/", .host), ("https://example.0x7f/", .host), ("https://example.0x/", .host), ("https://256.1.1.1/", .host),
        ("https://[fe80::1%25eth0]/", .host), ("https://[::1/", .host), ("https://::1/", .host), ("https://[127.0.0.1]/", .host),
        ("https://[::1]x/", .host), ("https://[v1.a]/", .host), ("https://example.com:/", .port), ("https://example.com:0443/", .port),
        ("https://example.com:22/", .port), ("https://example.com:70000/", .port), ("https://example.com:+443/", .port),
        ("https://example.com:443:443/", .port), ("https://example.com:4\u{664}3/", .illegalCharacter),
        ("https://127.0.0.1/", .forbiddenHost("loopback")), ("https://[::1]/", .forbiddenHost("loopback")),
        ("https://[::ffff:127.0.0.1]/", .forbiddenHost("loopback")), ("https://[::ffff:7f00:1]/", .forbiddenHost("loopback")),
        ("https://10.1.2.3/", .forbiddenHost("private")), ("https://169.254.169.254/latest/", .forbiddenHost("link-local, cloud metadata")),
        ("https://[fd00:ec2::254]/", .forbiddenHost("unique local")), ("https://localhost/", .forbiddenHost("loopback name")),
        ("https://LOCALHOST/", .forbiddenHost("loopback name")), ("https://a.localhost/", .forbiddenHost("loopback name")),
        ("https://metadata.google.internal/", .forbiddenHost("internal name")), ("https://nas.local/", .forbiddenHost("internal name")),
        ("https://intranet/", .forbiddenHost("not a public name")),
        ("https://example.com/\(String(repeating: "a", count: 2048))", .tooLong),
    ]

    @Test("hostile ones are refused", arguments: hostile)
    func refused(text: String, error: OutgoingURLError) {
        #expect(throws: error) { try OutgoingURL(text) }
    }

    @Test(
        "good ones have one spelling",
        arguments: [
            ("https://example.com", "https://example.com/"), ("HTTPS://EXAMPLE.com:443/a?b=c", "https://example.com/a?b=c"),
            ("https://example.com?q=1", "https://example.com/?q=1"),
            ("https://xn--bcher-kva.example/%C3%A4", "https://xn--bcher-kva.example/%C3%A4"),
            ("https://example.com:8443//x/../y", "https://example.com:8443//x/../y"),
            ("https://8.8.8.8/logo.png", "https://8.8.8.8/logo.png"),
            ("https://[2001:4860:4860:0::8888]:8443/", "https://[2001:4860:4860::8888]:8443/"),
            ("https://[::ffff:8.8.8.8]/", "https://8.8.8.8/"),
            ("https://example.com/a@b:c;d,e!$&'()*+=~", "https://example.com/a@b:c;d,e!$&'()*+=~"), ("https://a.0x7g/", "https://a.0x7g/"),
        ])
    func accepted(text: String, canonical: String) throws {
        let url = try OutgoingURL(text)
        #expect(url.string == canonical)
        #expect(!url.needsSandbox)
        #expect(try OutgoingURL(url.string) == url)
    }

    @Test(
        "a sandbox may use http, and loopback with any port",
        arguments: ["http://127.0.0.1:1234/", "http://localhost:9/", "https://[::1]:5555/", "http://example.com/", "https://localhost/"])
    func sandbox(text: String) throws {
        #expect(throws: OutgoingURLError.self) { try OutgoingURL(text) }
        let url = try OutgoingURL(text, sandbox: true)
        #expect(url.needsSandbox)
    }

    @Test(
        "a sandbox may use nothing else",
        arguments: [
            "http://10.0.0.1/", "http://example.com:1234/", "https://169.254.169.254/", "http://a.localhost/", "http://127.1/",
            "ftp://127.0.0.1/",
        ])
    func sandboxRefused(text: String) {
        #expect(throws: OutgoingURLError.self) { try OutgoingURL(text, sandbox: true) }
    }

    @Test("ports are the caller's policy")
    func ports() throws {
        #expect(throws: OutgoingURLError.port) { try OutgoingURL("https://example.com:8443/", ports: [443]) }
        #expect(try OutgoingURL("https://example.com:9443/", ports: [9443]).port == 9443)
    }
}
