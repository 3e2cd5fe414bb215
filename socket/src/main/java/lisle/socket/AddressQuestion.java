package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import lisle.sys.NameCalls;
import lisle.sys.Pointers;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/** What getaddrinfo(3) is asked, and the call. */
record AddressQuestion(@Nullable String host, @Nullable String service, AddressHints hints) {
  private static final long AI_FLAGS = Structs.offset(Structs.ADDRINFO, "ai_flags");
  private static final long AI_FAMILY = Structs.offset(Structs.ADDRINFO, "ai_family");
  private static final long AI_SOCKTYPE = Structs.offset(Structs.ADDRINFO, "ai_socktype");
  private static final long AI_PROTOCOL = Structs.offset(Structs.ADDRINFO, "ai_protocol");
  private static final long AI_ADDRLEN = Structs.offset(Structs.ADDRINFO, "ai_addrlen");
  private static final long AI_ADDR = Structs.offset(Structs.ADDRINFO, "ai_addr");
  private static final long AI_CANONNAME = Structs.offset(Structs.ADDRINFO, "ai_canonname");
  private static final long AI_NEXT = Structs.offset(Structs.ADDRINFO, "ai_next");

  AddressQuestion {
    checkText("host", host);
    checkText("service", service);
  }

  /** Refuses a text with a zero character, which would be another one to the C library. */
  static void checkText(String what, @Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      String shown = text.replace("\0", "\\0");
      throw new IllegalArgumentException("no " + what + ": \"" + shown + "\": a zero character");
    }
  }

  /** The C library takes a port in figures for its lower 16 bits: 65616 would be 80. */
  private void checkPort() throws LookupException {
    if (service == null || !service.matches("\\s*[+-]?[0-9]+")) return;
    BigInteger port = new BigInteger(service.strip());
    if (port.signum() < 0 || port.bitLength() > 16) throw LookupException.ofPort(this);
  }

  List<AddressInfo> ask() throws LookupException {
    checkPort();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      MemorySegment list = arena.allocate(JAVA_LONG);
      MemorySegment wanted = arena.allocate(Structs.ADDRINFO);
      wanted.set(JAVA_INT, AI_FLAGS, hints.bits());
      wanted.set(JAVA_INT, AI_FAMILY, hints.family().number());
      wanted.set(JAVA_INT, AI_SOCKTYPE, hints.type().number());
      wanted.set(JAVA_INT, AI_PROTOCOL, hints.protocol());
      int result =
          NameCalls.getaddrinfo(errno, text(arena, host), text(arena, service), wanted, list);
      if (result != 0) {
        throw LookupException.of(this, LookupException.Reason.of(result), errno.get(JAVA_INT, 0));
      }
      long first = list.get(JAVA_LONG, 0);
      try {
        return read(first);
      } finally {
        NameCalls.freeaddrinfo(first);
      }
    }
  }

  private static MemorySegment text(Arena arena, @Nullable String text) {
    return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
  }

  private static List<AddressInfo> read(long first) {
    List<AddressInfo> infos = new ArrayList<>();
    for (long at = first; at != 0; ) {
      MemorySegment info = Pointers.at(at, Structs.ADDRINFO.byteSize());
      int length = info.get(JAVA_INT, AI_ADDRLEN);
      long name = info.get(JAVA_LONG, AI_CANONNAME);
      infos.add(
          new AddressInfo(
              new Family(info.get(JAVA_INT, AI_FAMILY)),
              new SocketType(info.get(JAVA_INT, AI_SOCKTYPE)),
              info.get(JAVA_INT, AI_PROTOCOL),
              name == 0 ? null : Pointers.string(name),
              Sockaddr.read(Pointers.at(info.get(JAVA_LONG, AI_ADDR), length), length)));
      at = info.get(JAVA_LONG, AI_NEXT);
    }
    return List.copyOf(infos);
  }

  @Override
  public String toString() {
    String text = "look up " + (host == null ? "this machine" : host);
    if (service != null) text += ", service " + service;
    if (!hints.family().equals(AddressHints.ANY_FAMILY)) text += ", " + hints.family();
    return text;
  }
}
