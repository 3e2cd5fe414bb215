"""Answers lookups, one a line, as NameAnswers does: the arguments are questions and answers."""
import socket
import sys


def text(field):
    return None if field == "-" else field


def answer(kind, *f):
    if kind == "info":
        out = []
        for family, type, protocol, name, address in socket.getaddrinfo(
            text(f[0]), text(f[1]), int(f[2]), int(f[3]), int(f[4]), int(f[5])
        ):
            packed = socket.inet_pton(family, address[0].split("%")[0]).hex()
            scope = address[3] if len(address) > 2 else 0
            out.append(f"{int(family)} {int(type)} {protocol} {name} {packed} {address[1]} {scope}")
        return ";".join(out)
    if kind == "name":
        return " ".join(socket.getnameinfo((f[0], int(f[1])), int(f[2])))
    if kind == "host":
        name, aliases, addresses = socket.gethostbyname_ex(f[0])
        return f"{name} {aliases} {addresses}"
    if kind == "owner":
        name, aliases, addresses = socket.gethostbyaddr(f[0])
        return f"{name} {aliases} {addresses}"
    if kind == "service":
        return str(socket.getservbyname(f[0], f[1]) if f[1] != "-" else socket.getservbyname(f[0]))
    if kind == "port":
        return socket.getservbyport(int(f[0]), f[1]) if f[1] != "-" else socket.getservbyport(int(f[0]))
    if kind == "protocol":
        return str(socket.getprotobyname(f[0]))
    raise ValueError(kind)


with open(sys.argv[1], encoding="utf-8") as questions, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in questions:
        try:
            said = answer(*line.rstrip("\n").split("\t"))
        except socket.gaierror as e:
            said = f"error {e.errno}"
        except OSError:
            said = "error"
        print(said, file=out)
