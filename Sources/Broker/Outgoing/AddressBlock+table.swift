extension AddressBlock {
    static let loopback = [
        AddressBlock([127, 0, 0, 0], 8, "loopback"),
        AddressBlock(groups: [0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"),
    ]

    /// The IANA special-purpose registries (RFC 6890) and the metadata services of clouds.
    static let forbidden = loopback + ipv4 + ipv6

    private static let ipv4 = [
        AddressBlock([0, 0, 0, 0], 8, "this network"),
        AddressBlock([10, 0, 0, 0], 8, "private"),
        AddressBlock([100, 64, 0, 0], 10, "carrier-grade NAT"),
        AddressBlock([168, 63, 129, 16], 32, "cloud host service"),
        AddressBlock([169, 254, 0, 0], 16, "link-local, cloud metadata"),
        AddressBlock([172, 16, 0, 0], 12, "private"),
        AddressBlock([192, 0, 0, 0], 24, "IETF protocol assignments"),
        AddressBlock([192, 0, 2, 0], 24, "documentation"),
        AddressBlock([192, 88, 99, 0], 24, "6to4 relay"),
        AddressBlock([192, 168, 0, 0], 16, "private"),
        AddressBlock([198, 18, 0, 0], 15, "benchmarking"),
        AddressBlock([198, 51, 100, 0], 24, "documentation"),
        AddressBlock([203, 0, 113, 0], 24, "documentation"),
        AddressBlock([224, 0, 0, 0], 4, "multicast"),
        AddressBlock([240, 0, 0, 0], 4, "reserved, broadcast"),
    ]

    private static let ipv6 = [
        AddressBlock(groups: [], 96, "unspecified, IPv4-compatible"),
        AddressBlock(groups: [0, 0, 0, 0, 0xFFFF, 0], 96, "IPv4-translated"),
        AddressBlock(groups: [0x64, 0xFF9B], 96, "NAT64"),
        AddressBlock(groups: [0x64, 0xFF9B, 1], 48, "local NAT64"),
        AddressBlock(groups: [0x100], 64, "discard"),
        AddressBlock(groups: [0x100, 0, 0, 1], 64, "dummy prefix"),
        AddressBlock(groups: [0x2001], 32, "Teredo"),
        AddressBlock(groups: [0x2001], 23, "IETF protocol assignments"),
        AddressBlock(groups: [0x2001, 0xDB8], 32, "documentation"),
        AddressBlock(groups: [0x2002], 16, "6to4"),
        AddressBlock(groups: [0x3FFF], 20, "documentation"),
        AddressBlock(groups: [0x5F00], 16, "segment routing"),
        AddressBlock(groups: [0xFC00], 7, "unique local"),
        AddressBlock(groups: [0xFE80], 10, "link-local"),
        AddressBlock(groups: [0xFEC0], 10, "site-local"),
        AddressBlock(groups: [0xFF00], 8, "multicast"),
        // Only 2000::/3 is given out for the public internet (RFC 4291 §2.4); the rest waits here for what is not known yet.
        AddressBlock(groups: [], 3, "not global unicast"),
        AddressBlock(groups: [0x4000], 2, "not global unicast"),
        AddressBlock(groups: [0x8000], 1, "not global unicast"),
    ]
}
