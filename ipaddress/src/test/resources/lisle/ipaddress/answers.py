"""Answers questions about IP addresses with Python's ipaddress, a line for a line.

A question is a letter and its arguments, with tabs between them. The answer is one line of fields
with tabs between them, or "refused" where ipaddress raises ValueError, IndexError or TypeError.
The first line says which Python this is.
"""
import itertools
import sys
from ipaddress import (
    collapse_addresses, ip_address, ip_interface, ip_network, summarize_address_range,
)

FLAGS = ("multicast", "unspecified", "reserved", "loopback", "link_local", "site_local")


def flags(value):
    return "".join("1" if getattr(value, "is_" + name, False) else "0" for name in FLAGS)


def reach(value):
    return ("1" if value.is_private else "0") + ("1" if value.is_global else "0")


def address(text):
    a = ip_address(text)
    teredo = getattr(a, "teredo", None)
    yield a.version
    yield int(a)
    yield a.packed.hex()
    yield reach(a)
    yield getattr(a, "scope_id", None)
    yield getattr(a, "ipv4_mapped", None)
    yield getattr(a, "sixtofour", None)
    yield "%s-%s" % teredo if teredo else None
    # these two fail on a scope
    scoped = getattr(a, "scope_id", None)
    yield None if scoped else a.reverse_pointer
    yield None if scoped else a.exploded
    yield flags(a)
    yield a


def network(text):
    n = ip_network(text)
    yield n.version
    yield n
    yield n.prefixlen
    yield n.network_address
    yield n.broadcast_address
    yield n.netmask
    yield n.hostmask
    yield n.num_addresses
    yield n.with_netmask
    yield n.with_hostmask
    yield n.supernet()
    yield list(map(str, itertools.islice(n.hosts(), 3)))
    yield list(map(str, n.subnets()))
    yield flags(n)
    yield reach(n)


def interface(text):
    i = ip_interface(text)
    yield i
    yield i.network
    yield i.netmask
    yield i.hostmask


def pair(one, other):
    a, b = ip_network(one), ip_network(other)
    yield a.overlaps(b)
    if a.version == b.version:
        yield a.subnet_of(b)
        yield a.supernet_of(b)
        yield (a > b) - (a < b)
        if b.subnet_of(a):
            yield list(map(str, sorted(a.address_exclude(b))))


def order(one, other):
    a, b = ip_address(one), ip_address(other)
    yield a == b
    if a.version == b.version:
        yield a < b


def contains(one, other):
    yield ip_address(other) in ip_network(one)


def subnets(text, prefix):
    yield list(map(str, itertools.islice(ip_network(text).subnets(new_prefix=int(prefix)), 5)))


def supernet(text, prefix):
    yield ip_network(text).supernet(new_prefix=int(prefix))


def get(text, index):
    yield ip_network(text)[int(index)]


def plus(text, count):
    yield ip_address(text) + int(count)


def formatted(text, spec):
    yield format(ip_address(text), spec)


def summarize(first, last):
    yield list(map(str, summarize_address_range(ip_address(first), ip_address(last))))


def collapse(*texts):
    yield list(map(str, collapse_addresses(map(ip_network, texts))))


QUESTIONS = {
    "a": address, "n": network, "i": interface, "p": pair, "o": order, "c": contains,
    "s": subnets, "S": supernet, "g": get, "+": plus, "f": formatted, "r": summarize,
    "k": collapse,
}


def shown(field):
    if isinstance(field, list):
        return ",".join(field)
    return "-" if field is None else str(field)


def main():
    lines = open(sys.stdin.fileno(), encoding="utf-8", newline="\n")
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n")
    out.write("%d.%d.%d\n" % sys.version_info[:3])
    out.flush()
    for line in lines:
        kind, *arguments = line[:-1].split("\t")
        try:
            answer = "\t".join(map(shown, QUESTIONS[kind](*arguments)))
        except (ValueError, IndexError, TypeError):
            answer = "refused"
        out.write(answer + "\n")
    out.flush()


main()
