"""Says of each line of input what Python's ipaddress makes of it, as JSON objects, a line each."""
import ipaddress
import json
import sys

FLAGS = ("loopback", "link_local", "multicast", "unspecified", "reserved", "site_local")


def show(a):
    """The text, with an IPv4-mapped address as Python 3.13 and later write it."""
    mapped = getattr(a, "ipv4_mapped", None)
    return str(a) if mapped is None else "::ffff:" + str(mapped)


def of_address(a):
    o = {
        "version": a.version,
        "integer": str(int(a)),
        "packed": a.packed.hex(),
        "reverse": a.reverse_pointer,
    }
    for flag in FLAGS:
        o[flag] = getattr(a, "is_" + flag, False)
    return o


def describe(text):
    try:
        a = ipaddress.ip_address(text)
        return {"kind": "address", "text": show(a), **of_address(a)}
    except ValueError:
        pass
    try:
        n = ipaddress.ip_network(text)
        kind = "network"
        o = of_address(n.network_address)
        for flag in FLAGS:
            o[flag] = getattr(n, "is_" + flag, False)
        shown = n.network_address
    except ValueError:
        try:
            i = ipaddress.ip_interface(text)
        except ValueError:
            return None
        kind, n, o, shown = "interface", i.network, of_address(i.ip), i.ip
    o.update(
        kind=kind,
        text="%s/%d" % (show(shown), n.prefixlen),
        network="%s/%d" % (show(n.network_address), n.prefixlen),
        broadcast=show(n.broadcast_address),
        netmask=show(n.netmask),
        hostmask=show(n.hostmask),
        prefix=n.prefixlen,
        addresses=str(n.num_addresses),
    )
    if n.num_addresses <= 2 or kind == "interface":
        if n.num_addresses <= 1024:
            hosts = list(n.hosts())
            o.update(first_host=show(hosts[0]), last_host=show(hosts[-1]))
    return o


for line in sys.stdin:
    expected = describe(line.rstrip("\n"))
    print(json.dumps(expected, separators=(",", ":")))
