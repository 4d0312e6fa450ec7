import Testing

@testable import Broker

@Suite("Addresses that outgoing requests may reach")
struct AddressGuardTests {
    /// The first and last address of every row, and addresses known for what they answer.
    static let forbidden = [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "100.100.100.200", "127.0.0.0",
        "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0",
        "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.255",
        "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0",
        "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
        "::", "::1", "::2", "::8.8.8.8", "::ffff:ffff", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe", "::ffff:0:8.8.8.8", "64:ff9b::808:808", "64:ff9b::ffff:ffff", "64:ff9b:1::", "64:ff9b:1:ffff::1", "100::1",
        "100:0:0:1::1", "2001::1", "2001:0:ffff::1", "2001:1ff:ffff::1", "2001:db8::1", "2001:db8:ffff::1", "2002::1",
        "2002:7f00:1::1", "2002:ffff::1", "3fff::1", "3fff:fff:ffff::1", "5f00::1", "5f00:ffff::1", "fc00::1", "fd00:ec2::254",
        "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff00::1", "ff02::1", "ffff::1", "200::1", "4000::1", "8000::1",
    ]

    static let allowed = [
        "8.8.8.8", "1.1.1.1", "9.9.9.9", "1.0.0.0", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "168.63.129.15", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2606:4700:4700::1111", "2620:fe::fe", "2001:200::1", "2003::1",
        "2a00:1450:4001:830::200e", "::ffff:8.8.8.8", "3ffe::1",
    ]

    @Test("no row of the block table is reached", arguments: forbidden)
    func blocked(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard(sandbox: false).refusal(of: address) != nil)
    }

    @Test("public addresses are", arguments: allowed)
    func permitted(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard(sandbox: false).refusal(of: address) == nil)
        #expect(AddressGuard(sandbox: true).refusal(of: address) == nil)
    }

    @Test("a sandbox reaches loopback besides, and nothing else", arguments: forbidden)
    func sandbox(text: String) throws {
        let address = try #require(IPAddress(text))
        let isLoopback = text.hasPrefix("127.") || ["::1", "::ffff:127.0.0.1"].contains(text)
        #expect((AddressGuard(sandbox: true).refusal(of: address) == nil) == isLoopback)
    }

    @Test("the service never calls itself")
    func own() throws {
        let address = try #require(IPAddress("8.8.4.4"))
        #expect(AddressGuard(sandbox: true, own: [address]).refusal(of: address) == "an address of this service")
    }

    @Test(
        "internal names are refused",
        arguments: [
            "localhost", "a.localhost", "metadata.google.internal", "db.internal", "internal", "printer.local", "local", "intranet", "",
        ])
    func names(name: String) {
        #expect(AddressGuard(sandbox: false).refusal(ofHost: name) != nil)
        #expect((AddressGuard(sandbox: true).refusal(ofHost: name) == nil) == (name == "localhost"))
    }

    @Test(
        "only plain address text is read",
        arguments: [
            "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", " 1.2.3.4", "fe80::1%eth0",
            "[::1]", "::1\0", ":::", "",
        ])
    func text(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("a mapped address is the address it carries")
    func mapped() {
        #expect(IPAddress("::ffff:8.8.8.8") == IPAddress("8.8.8.8"))
        #expect(IPAddress("::ffff:8.8.8.8")?.description == "8.8.8.8")
    }
}
