# A link between two networks, and all that is at its other end.
#
# The link is a pair of TUN devices. What is sent through it is lost in so many of a hundred cases,
# or comes so many milliseconds later, as the file that is named by the first argument says. At its
# other end TCP and UDP are echoed, and groups are sent to and heard, as one asks.
import ctypes
import fcntl
import os
import queue
import random
import socket
import struct
import subprocess
import sys
import threading
import time

SOURCES = {4: ["192.0.2.2", "192.0.2.3"], 6: ["2001:db8:a::2", "2001:db8:a::3"]}
TUNSETIFF = 0x400454CA
TUNSETLINK = 0x400454CD
IFF_TUN_NO_PI = 0x1001
CLONE_NEWNET = 0x40000000


def device(name):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_NO_PI))
    return fd


def weather():
    try:
        with open(sys.argv[1]) as file:
            loss, delay = file.read().split()
            return int(loss), int(delay) / 1000
    except (OSError, ValueError):
        return 0, 0


def deliver(packets, to):
    while True:
        due, packet = packets.get()
        time.sleep(max(0, due - time.monotonic()))
        try:
            os.write(to, packet)
        except OSError:
            pass


def carry(frm, to):
    packets = queue.Queue()
    threading.Thread(target=deliver, args=(packets, to), daemon=True).start()
    while True:
        packet = os.read(frm, 65536)
        loss, delay = weather()
        if random.random() * 100 >= loss:
            packets.put((time.monotonic() + delay, packet))


left = device("left")
tunnel = device("tunnel")
fcntl.ioctl(tunnel, TUNSETLINK, 769)  # ARPHRD_TUNNEL6, whose hardware addresses have 16 bytes
if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
    sys.exit("no right to make a network")
right = device("right")
for line in [
    "link set lo up",
    "link set right up multicast on",
    "addr add 192.0.2.2/24 dev right",
    "addr add 192.0.2.3/24 dev right",
    "addr add 2001:db8:a::2/64 dev right nodad",
    "addr add 2001:db8:a::3/64 dev right nodad",
]:
    subprocess.run(["ip"] + line.split(), check=True)
INTERFACE = socket.if_nametoindex("right")
for pair in (left, right), (right, left):
    threading.Thread(target=carry, args=pair, daemon=True).start()


def echo(connection):
    with connection:
        try:
            while data := connection.recv(65536):
                connection.sendall(data)
        except OSError:
            pass


def accept(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=echo, args=(connection,), daemon=True).start()


def version(group):
    return 6 if ":" in group else 4


def of(v):
    return socket.socket(socket.AF_INET6 if v == 6 else socket.AF_INET, socket.SOCK_DGRAM)


def send(group, port):
    v = version(group)
    for source in SOURCES[v]:
        with of(v) as sender:
            sender.bind((source, 0))
            if v == 6:
                sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, INTERFACE)
                sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 4)
            else:
                sender.setsockopt(
                    socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(source))
                sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)
            sender.sendto(source.encode(), (group, port))


def join(group):
    v = version(group)
    hearer = of(v)
    hearer.settimeout(10)
    hearer.bind(("", 0))
    address = socket.inet_pton(hearer.family, group)
    if v == 6:
        hearer.setsockopt(
            socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, address + struct.pack("@I", INTERFACE))
    else:
        hearer.setsockopt(
            socket.IPPROTO_IP,
            socket.IP_ADD_MEMBERSHIP,
            address + socket.inet_aton("0.0.0.0") + struct.pack("@i", INTERFACE))
    return hearer


listener = socket.create_server(("", 7), backlog=100)
threading.Thread(target=accept, args=(listener,), daemon=True).start()
asked = of(4)
asked.bind(("", 9))
hearer = None
print("ready", flush=True)
while True:
    data, who = asked.recvfrom(2000)
    words = data.decode().split()
    if words[0] == "send":
        send(words[1], int(words[2]))
        answer = "sent"
    elif words[0] == "join":
        hearer = join(words[1])
        answer = str(hearer.getsockname()[1])
    elif words[0] == "heard":
        heard, sender = hearer.recvfrom(100)
        answer = heard.decode() + " from " + sender[0]
    else:
        answer = data.decode()
    asked.sendto(answer.encode(), who)
