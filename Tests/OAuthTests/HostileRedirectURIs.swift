/// What people have smuggled past other servers' registration and comparison, by kind.
enum HostileRedirectURIs {
    static let all = authority + path + scheme + hostNames + query + characters + spellings

    private static let authority = [
        "https://user@partner.example/cb", "https://user:password@partner.example/cb", "https://@partner.example/cb",
        "https://a@b@evil.test/cb",
        "https://partner.example@evil.test/cb", "https://partner.example%25@evil.test/cb", "http://localhost:8090%25@example.com",
        "https://partner.example%40evil.test/cb", "https://partner.example/cb@evil.test", "https://partner.example:x/cb",
        "https://partner.example:-1/cb", "https://partner.example:443:443/cb", "https:///cb", "https://", "https:///",
        "https://:443/cb", "https://?x", "https:/partner.example/cb", "https:partner.example/cb", "//partner.example/cb", "/cb", "cb", "",
    ]

    private static let path = [
        "https://partner.example/cb/../evil", "https://partner.example/cb/..", "https://partner.example/../cb",
        "https://partner.example/./cb",
        "https://partner.example/cb/..;/evil", "https://partner.example/cb/%2e%2e/evil", "https://partner.example/cb/%2E%2E/evil",
        "https://partner.example/cb/.%2e/evil", "https://partner.example/cb/%2e%2e;x/evil", "https://partner.example/cb\\..\\evil",
        "https://partner.example\\@evil.test/cb", "https:\\\\partner.example\\cb",
    ]

    private static let scheme = [
        "http://partner.example/cb", "HTTP://partner.example/cb", "javascript:alert(1)//", "JaVaScRiPt:alert(1)//",
        "javascript://partner.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>", "DATA:text/html;base64,PHNjcmlwdD4=", "vbscript:msgbox(1)", "file:///etc/passwd",
        "file://partner.example/cb", "blob:https://partner.example/1", "ftp://partner.example/cb", "ws://partner.example/cb", "myapp:/cb",
        "myapp://cb",
        "com.example.app:/cb", "about:blank", "view-source:https://partner.example/cb", "urn:ietf:wg:oauth:2.0:oob", "https",
        "://partner.example/cb",
    ]

    private static let hostNames = [
        "https://partner.example./cb", "https://Partner.Example/cb", "https://PARTNER.EXAMPLE/cb", "https://*/cb",
        "https://*.partner.example/cb",
        "https://partner.*/cb", "https://bücher.example/cb", "https://partner\u{3002}example/cb", "https://partner\u{FF0E}example/cb",
        "https://p\u{0430}rtner.example/cb", "https://partner..example/cb", "https://partner_.example/cb",
        "https://partner.example,evil.test/cb", "https://partner.example;evil/cb",
        "http://localhost.evil.test/", "http://127.0.0.1.evil.test/", "http://127.0.0.1@evil.test/", "http://localhost@evil.test/",
        "http://LOCALHOST/cb",
        "http://127.0.0.2/cb", "http://127.1/cb", "http://0.0.0.0/cb", "http://2130706433/cb", "http://0x7f000001/cb",
        "http://0177.0.0.1/cb", "http://[::]/cb",
        "http://[::ffff:127.0.0.1]/cb", "http://[0:0:0:0:0:0:0:1]/cb", "http://[::1%25eth0]/cb", "https://[::ffff:127.0.0.1]/cb",
        "https://[fe80::1]/cb",
        "https://[::1/cb", "https://::1/cb",
    ]

    private static let query = [
        "https://partner.example/cb#fragment", "https://partner.example/cb#", "https://partner.example/cb?code=1",
        "https://partner.example/cb?a=1&state=2",
        "https://partner.example/cb?error=x", "https://partner.example/cb?error_description=x", "https://partner.example/cb?iss=x",
        "https://partner.example/cb?code",
    ]

    private static let characters = [
        "https://partner.example/c b", " https://partner.example/cb", "https://partner.example/cb ", "https://partner.example/c\tb",
        "https://partner.example/c\rb", "https://partner.example/c\nb", "https://partner.example/cb\r\nSet-Cookie:x",
        "https://part\tner.example/cb",
        "https://partner.example/c\u{0}b", "https://partner.example/c\u{7F}b", "https://partner.example/cé",
        "https://partner.example/\u{202E}bc",
        "https://partner.example/cb?x=é",
    ]

    private static let spellings = [
        "https://partner.example:/cb", "https://partner.example:99999/cb", "https://.partner.example/cb", "https://partner%2Eevil.test/cb",
        "https://%70artner.example/cb", "https://2130706433/cb", "https://0x7f000001/cb", "https://0177.0.0.1/cb", "https://127.1/cb",
        "https://partner.example/cb?c%6Fde=1", "https://partner.example/cb?%63%6f%64%65=1",
        "https://partner.example:443/cb", "http://localhost:80/cb", "https://partner.example:0/cb", "https://partner.example:0443/cb",
        "https://partner.example:65536/cb", "https://partner.example:+443/cb", "HTTPS://partner.example/cb", "Https://partner.example/cb",
        "https://-partner.example/cb", "https://partner-.example/cb", "https://partner.example/cb?%73tate=1",
        "https://partner.example/cb?a=1&&is%73=1", "https://partner.example/cb?x=%ff", "https://0x7f.1/cb", "https://127.0.0.1.1/cb",
        "https://256.0.0.1/cb",
        "https://partner.0x7f/cb", "https://partner.127/cb",
    ]

    static let brokenEncoding = ["https://partner.example/%", "https://partner.example/%zz", "https://partner.example/cb?x=%zz"]
}
