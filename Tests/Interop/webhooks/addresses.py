"""SECURITY 5: the ranges nothing of ours may call, and addresses that anybody may."""

import ipaddress

RANGES = [ipaddress.ip_network(text) for text in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32",
    "2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8",
)]
# Written in full, the ones people know.
FAMOUS = [ipaddress.ip_address(text) for text in (
    "169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "127.0.0.1", "127.1.2.3",
    "10.0.0.1", "::1", "::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "::ffff:169.254.169.254",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1",
)]
LOOPBACK = [ipaddress.ip_network(text) for text in ("127.0.0.0/8", "::1/128")]
PUBLIC = [ipaddress.ip_address(text) for text in (
    "93.184.216.34", "8.8.8.8", "1.1.1.1", "9.9.9.9", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
    "192.0.1.0", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111",
    "2001:4860:4860::8888", "2001:200::1", "2003::1", "2a00::1", "3ffe::1",
)]


def plain(address):
    """An IPv4 address that is written as an IPv6 one is that IPv4 address."""
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(address):
    return any(address in each for each in LOOPBACK)


def first_and_last(network):
    """Both ends of a range, but for where it overlaps another kind of address."""
    ends = [network.network_address, network.broadcast_address]
    return ends if network.num_addresses > 1 else ends[:1]


FORBIDDEN = list(dict.fromkeys([address for each in RANGES for address in first_and_last(each)] + FAMOUS))


def in_url(address):
    return f"[{address}]" if address.version == 6 else str(address)
