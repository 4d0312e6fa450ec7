import OAuth
import Testing

@Suite("redirect URIs of apps on a person's machine (RFC 8252 §7)")
struct NativeRedirectURITests {
    @Test(
        "may have a scheme of their own, made of a domain name turned around",
        arguments: ["com.example.app:/callback", "com.example.app:/", "com.example.my-app:/a/b.c_d~e", "io.x2.app:/cb", "a.b:/c"])
    func privateUse(_ text: String) throws {
        #expect(try RedirectURI(registering: text, allowLoopbackHTTP: false, isNative: true).text == text)
        for sandbox in [false, true] {
            #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: sandbox) }
        }
        #expect(RedirectURI.origin(of: text) == "\(text.prefix { $0 != ":" }):")
    }

    @Test(
        "of that form only",
        arguments: [
            "myapp:/cb", "app:/cb", "com.example.app://callback", "com.example.app:///callback", "com.example.app:callback",
            "com.example.app:", "com.example.app:/cb?x=1", "com.example.app:/cb#f", "com.example.app:/a/../b", "com.example.app:/..",
            "com..app:/cb", ".com:/cb", "com.:/cb", "COM.example.app:/cb", "com.Example.app:/cb", "1com.example:/cb", "-a.b:/cb",
            "com.example.app:/cb%0a", "com.example.app:/alert(1)", "com.example.app:/a b", "com.example.app:/\\evil", "com.example_app:/cb",
            "javascript:/alert", "data:/text", "https:/partner.example", "com.example.app:/é", "com.exämple.app:/cb",
            "com.example.app:/a@b",
            "com.example.app:/cb\n", "x com.example.app:/cb",
        ])
    func refuses(_ text: String) {
        #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: false, isNative: true) }
    }

    @Test("may be plain http on a loopback literal, not on a name that may be made to lead anywhere")
    func loopback() throws {
        for text in ["http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", "http://[::1]/cb", "http://[::1]:8080/cb"] {
            #expect(try RedirectURI(registering: text, allowLoopbackHTTP: false, isNative: true).text == text)
        }
        for text in ["http://localhost/cb", "http://localhost:3000/cb", "http://127.0.0.2/cb", "http://partner.example/cb"] {
            #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: false, isNative: true) }
        }
    }

    @Test("are otherwise what every redirect URI is", arguments: HostileRedirectURIs.all.filter { $0 != "com.example.app:/cb" })
    func hostile(_ text: String) {
        #expect(throws: OAuthError.self) { try RedirectURI(registering: text, allowLoopbackHTTP: false, isNative: true) }
    }

    @Test("compare byte for byte")
    func compares() {
        #expect(RedirectURI.isSame("com.example.app:/cb", as: "com.example.app:/cb"))
        for other in ["com.example.app:/cb/", "com.example.app2:/cb", "COM.example.app:/cb", "com.example.app://cb", "com.example.app:/"] {
            #expect(!RedirectURI.isSame(other, as: "com.example.app:/cb"))
        }
    }
}
