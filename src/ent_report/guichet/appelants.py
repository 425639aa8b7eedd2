"""Who asks, as far as it may be known: the network of an address, never the whole of it."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

IPV4_BITS, IPV6_BITS = 24, 48
INCONNU = "inconnu"


def reseau(hote: str | None) -> str:
    """`192.0.2.17` gives `192.0.2.0/24`, `2001:db8:1:2::3` gives `2001:db8:1::/48`; INCONNU for what is no address,
    such as the other end of a local socket.
    """
    try:
        address = ip_address(hote or "")
    except ValueError:
        return INCONNU
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return str(IPv6Network((int(address), IPV6_BITS), strict=False))
        address = address.ipv4_mapped
    return str(IPv4Network((int(address), IPV4_BITS), strict=False))
