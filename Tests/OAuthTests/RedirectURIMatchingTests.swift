import OAuth
import Testing

@Suite("which redirect URI a request may name")
struct RedirectURIMatchingTests {
    private static let registered = "https://partner.example/cb"

    @Test("the registered one byte for byte (RFC 9700 §2.1)", arguments: HostileRedirectURIs.all + HostileRedirectURIs.brokenEncoding)
    func isSame(_ hostile: String) {
        #expect(!RedirectURI.isSame(hostile, as: Self.registered))
        #expect(RedirectURI.isSame(Self.registered, as: Self.registered))
    }

    @Test(
        "nearly the same is another",
        arguments: [
            "https://partner.example/cb/", "https://partner.example/CB", "https://partner.example/cb?", "https://partner.example/cb?x=1",
            "https://partner.example:8443/cb", "https://partner.example/c%62", "https://partner.example/cb/..;/evil",
            "https://partner.example.evil.test/cb", "https://evil.test/https://partner.example/cb", "https://fooapartner.example/cb",
            "https://partnerxexample/cb", "https://partner.example/cb%00", "https://partner.example/cb\u{0}",
            "https://partner.example/cb\u{301}",
        ])
    func isNotSame(_ uri: String) {
        #expect(!RedirectURI.isSame(uri, as: Self.registered))
    }

    @Test(
        "of a loopback address any port will do, and nothing else about it changes (RFC 8252 §7.3)",
        arguments: [
            ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true), ("http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", true),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1/cb", true), ("http://[::1]/cb", "http://[::1]:8080/cb", true),
            ("http://127.0.0.1/cb?x=1", "http://127.0.0.1:9/cb?x=1", true), ("http://127.0.0.1", "http://127.0.0.1:9", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9/cb2", false), ("http://127.0.0.1/cb", "http://127.0.0.1:9/cb?x=1", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9", false), ("http://127.0.0.1/cb", "http://[::1]:9/cb", false),
            ("http://localhost/cb", "http://localhost:9/cb", false), ("http://127.0.0.1/cb", "http://localhost:9/cb", false),
            ("https://127.0.0.1/cb", "https://127.0.0.1:9/cb", false), ("http://127.0.0.1/cb", "https://127.0.0.1:9/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:080/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:+9/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:9:9/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9@evil.test/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.test/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1@evil.test/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9evil.test/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.12:9/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:9#/cb", false),
            ("http://127.0.0.1/cb", "HTTP://127.0.0.1:9/cb", false), ("http://127.0.0.1/cb", "http://127.0.0.1:\u{0669}/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9\\@evil.test/cb", false), ("http://[::1]/cb", "http://[::1]evil.test/cb", false),
        ])
    func loopback(_ registered: String, _ sent: String, _ isSame: Bool) {
        #expect(RedirectURI.isSame(sent, as: registered) == isSame)
    }

    @Test(
        "where its origin is enough, any path and query of it",
        arguments: ["https://partner.example/cb", "https://partner.example", "https://partner.example/other/path?next=%2Fhome&x=1"])
    func isSameOrigin(_ uri: String) {
        #expect(RedirectURI.isSameOrigin(uri, as: Self.registered, allowLoopbackHTTP: false))
    }

    private static let otherOrigins: [String] = [
        "https://partner.example:8443/cb", "http://partner.example/cb", "https://www.partner.example/cb", "https://example/cb",
        "https://partner.example.evil.test/cb", "https://evilpartner.example/cb", "https://evil.test/partner.example/cb",
        "https://evil.test?https://partner.example/cb", "https://partner-example/cb", "https://partner.example.example/cb",
    ]
    /// A slash in disguise is a slash to some servers.
    private static let disguised: [String] = [
        "https://partner.example/cb/..%2f..%2fevil", "https://partner.example/cb/%2e%2e%2fevil", "https://partner.example/cb/%252e%252e/x",
        "https://partner.example/cb%5c..%5cevil", "https://partner.example/cb%3b/evil", "https://partner.example/cb/%2E/x",
        "https://partner.example/cb/%2F/x", "https://partner.example/cb/%5C/x", "https://partner.example/cb%25/x",
    ]

    @Test("another origin, or a hostile spelling of this one, is refused", arguments: HostileRedirectURIs.all + otherOrigins + disguised)
    func isNotSameOrigin(_ uri: String) {
        for allowLoopbackHTTP in [false, true] {
            #expect(!RedirectURI.isSameOrigin(uri, as: Self.registered, allowLoopbackHTTP: allowLoopbackHTTP))
            #expect(!RedirectURI.isBelow(uri, Self.registered, allowLoopbackHTTP: allowLoopbackHTTP))
        }
    }

    @Test(
        "where what is below is enough, the registered path and what is under it",
        arguments: [
            ("https://partner.example/cb", "https://partner.example/cb", true),
            ("https://partner.example/cb", "https://partner.example/cb/deeper/still", true),
            ("https://partner.example/cb", "https://partner.example/cb/", true),
            ("https://partner.example/cb", "https://partner.example/cb?x=1", true),
            ("https://partner.example/cb/", "https://partner.example/cb/x", true),
            ("https://partner.example", "https://partner.example/anything", true),
            ("https://partner.example/", "https://partner.example/anything", true),
            ("https://partner.example", "https://partner.example/", true),
            ("https://partner.example/", "https://partner.example", true),
            ("https://partner.example/cb", "https://partner.example/cbx", false),
            ("https://partner.example/cb", "https://partner.example/cb;x=1", false),
            ("https://partner.example/cb", "https://partner.example/cb.evil", false),
            ("https://partner.example/cb", "https://partner.example/CB/x", false),
            ("https://partner.example/cb", "https://partner.example/", false),
            ("https://partner.example/cb", "https://partner.example/x/cb", false),
            ("https://partner.example/cb", "https://partner.example/?/cb/", false),
            ("https://partner.example/cb/", "https://partner.example/cb", false),
            ("https://partner.example/a/b", "https://partner.example/a/x", false),
            ("https://partner.example/cb", "https://partner.example/cb/../x", false),
            ("https://partner.example/cb", "https://partner.example/cb/./x", false),
            ("https://partner.example/cb", "https://partner.example/%63b/x", false),
            ("https://partner.example/cb", "https://partner.example/cb/x?code=1", false),
            ("https://partner.example/cb", "https://partner.example/cb/x#y", false),
        ])
    func isBelow(_ registered: String, _ sent: String, _ isBelow: Bool) {
        #expect(RedirectURI.isBelow(sent, registered, allowLoopbackHTTP: false) == isBelow)
    }

    @Test("plain http to a loopback address is a sandbox's, here as at registration")
    func sandbox() {
        let (registered, sent) = ("http://127.0.0.1:3000/cb", "http://127.0.0.1:3000/cb/x")
        for allowed in [true, false] {
            #expect(RedirectURI.isSameOrigin(sent, as: registered, allowLoopbackHTTP: allowed) == allowed)
            #expect(RedirectURI.isBelow(sent, registered, allowLoopbackHTTP: allowed) == allowed)
        }
        #expect(!RedirectURI.isSameOrigin("http://127.0.0.1:3001/cb", as: registered, allowLoopbackHTTP: true))
    }
}
