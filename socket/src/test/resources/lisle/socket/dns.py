"""A name server of one made-up domain on 127.0.0.1:53; becomes the rest of its arguments.

Of a name, the part before the first dot says what happens: see answer. Prints nothing.
"""
import os
import socket
import struct
import sys

A, CNAME, PTR, AAAA = 1, 5, 12, 28


def encode(name):
    return b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\0"


def decode(packet, at):
    parts = []
    while packet[at]:
        parts.append(packet[at + 1 : at + 1 + packet[at]].decode())
        at += packet[at] + 1
    return ".".join(parts), at + 1


V4 = lambda text: (A, socket.inet_aton(text))
V6 = lambda text: (AAAA, socket.inet_pton(socket.AF_INET6, text))

ZONE = {
    "both": [V4("192.0.2.10"), V6("2001:db8::10")],
    "alias": [(CNAME, encode("both.lisle.example"))],
    "four": [V4("192.0.2.10")],
    "six": [V6("2001:db8::10")],
    "empty": [],
    "brokensix": [V4("192.0.2.10")],
    "brokenfour": [V6("2001:db8::10")],
    # Connected to in the tests.
    "local": [V4("127.0.0.1"), V6("::1")],
    "deadsix": [V4("127.0.0.1"), V6("2001:db8:dead::9")],
    "noroutesix": [V4("127.0.0.1"), V6("2001:db8:1::9")],
    "silentsix": [V4("127.0.0.1")],
    "dead": [V4("198.51.100.9"), V6("2001:db8:dead::9")],
    "many": [V4("127.0.0.%d" % i) for i in range(1, 101)],
}


def answer(packet):
    name, at = decode(packet, 12)
    type, = struct.unpack("!H", packet[at : at + 2])
    label = name.split(".")[0].lower()
    if label == "never" or (label == "silentsix" and type == AAAA):
        return None
    code = 0
    records = ZONE.get(label, [])
    if name == "10.2.0.192.in-addr.arpa":
        records = [(PTR, encode("both.lisle.example"))]
    elif label == "broken" or (label, type) in [("brokensix", AAAA), ("brokenfour", A)]:
        code = 2  # SERVFAIL
    elif label == "refused":
        code = 5  # REFUSED
    elif label not in ZONE or not name.lower().endswith("lisle.example"):
        code = 3  # NXDOMAIN
    found = []
    owner = encode(name)
    for kind, data in records:
        if kind in (type, CNAME):
            found.append(owner + struct.pack("!HHIH", kind, 1, 60, len(data)) + data)
        if kind == CNAME:
            for kind2, data2 in ZONE["both"]:
                if kind2 == type:
                    found.append(data + struct.pack("!HHIH", kind2, 1, 60, len(data2)) + data2)
    header = packet[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(found), 0, 0)
    return header + packet[12 : at + 4] + b"".join(found)


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 53))
tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
tcp.bind(("127.0.0.1", 53))
tcp.listen()
alive, life = os.pipe()
child = os.fork()
if child == 0:
    import threading

    os.close(life)

    def serve_tcp():
        while True:
            connection, _ = tcp.accept()
            with connection, connection.makefile("rb") as stream:
                while length := stream.read(2):
                    said = answer(stream.read(struct.unpack("!H", length)[0]))
                    if said:
                        connection.sendall(struct.pack("!H", len(said)) + said)

    threading.Thread(target=serve_tcp, daemon=True).start()
    # Nobody waits for this process; it ends with the one that has the other end of the pipe.
    threading.Thread(target=lambda: (os.read(alive, 1), os._exit(0)), daemon=True).start()
    while True:
        packet, client = udp.recvfrom(4096)
        said = answer(packet)
        if said and len(said) > 512:
            said = said[:2] + struct.pack("!H", 0x8780) + said[4:6] + b"\0" * 6 + packet[12:]
        if said:
            udp.sendto(said, client)
udp.close()
tcp.close()
os.close(alive)
os.set_inheritable(life, True)
os.execvp(sys.argv[1], sys.argv[1:])
