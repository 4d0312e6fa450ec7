import OAuth
import Testing

@Suite("registering a redirect URI")
struct RedirectURIRegistrationTests {
    @Test(
        "a plain https URI is registered as it is written",
        arguments: [
            "https://partner.example/callback", "https://xn--bcher-kva.example/cb", "https://partner.example", "https://partner.example/",
            "https://partner.example:8443/cb",
            "https://partner.example/cb?tenant=1&next=%2Fhome", "https://partner.example/Case/Path",
            "https://partner.example/a..b/...", "https://partner.example/cb;v=1", "https://127.0.0.1/cb", "https://[::1]:8443/cb",
            "https://partner.example/cb?statement=1&xcode=2", "https://partner.example/cb?",
        ])
    func accepts(_ text: String) throws {
        for sandbox in [false, true] {
            let uri = try RedirectURI(registering: text, allowLoopbackHTTP: sandbox)
            #expect(uri.text == text)
        }
    }

    @Test("a hostile URI is refused, in a sandbox as well", arguments: HostileRedirectURIs.all)
    func refuses(_ text: String) {
        for sandbox in [false, true] {
            let error = #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: sandbox) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("percent-encoding that is broken is refused", arguments: HostileRedirectURIs.brokenEncoding)
    func refusesBrokenEncoding(_ text: String) {
        #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: false) }
    }

    @Test(
        "plain http is for a sandbox's loopback addresses",
        arguments: [
            "http://localhost:3000/cb", "http://localhost/cb", "http://127.0.0.1:8080/cb", "http://[::1]:8080/cb", "http://127.0.0.1",
        ])
    func loopback(_ text: String) throws {
        #expect(try RedirectURI(registering: text, allowLoopbackHTTP: true).text == text)
        let error = #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: false) }
        #expect(error?.description == "the redirect URI must use https")
    }

    @Test("2048 bytes are allowed and not one more")
    func boundsTheLength() throws {
        let start = "https://partner.example/"
        let longest = start + String(repeating: "a", count: 2048 - start.utf8.count)
        #expect(try RedirectURI(registering: longest, allowLoopbackHTTP: false).text.utf8.count == 2048)
        #expect(throws: OAuthError.self) { try RedirectURI(registering: longest + "a", allowLoopbackHTTP: false) }
    }

    @Test("two spellings of one address are two URIs: they compare byte for byte")
    func comparesBytes() throws {
        let spellings = [
            "https://partner.example/cb", "https://partner.example/cb/", "https://partner.example/CB", "https://partner.example:8443/cb",
            "https://partner.example/c%62", "https://partner.example/cb?", "https://partner.example/cb?a=1&b=2",
            "https://partner.example/cb?b=2&a=1",
            "https://partner.example.evil.test/cb", "https://evilpartner.example/cb", "https://partner.example/cb/evil",
            "https://partner.example//cb",
            "https://partner.example/cb/..%2fevil", "https://partner.example/cb/..%5cevil", "https://partner.example/cb/%252e%252e/evil",
        ]
        let uris = try spellings.map { try RedirectURI(registering: $0, allowLoopbackHTTP: false) }
        #expect(Set(uris).count == spellings.count)
    }
}
