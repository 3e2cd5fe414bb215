package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.sys.Linux;
import lisle.sys.NameCalls;
import lisle.sys.NameStructs;
import lisle.sys.Pointers;
import lisle.sys.Structs;

/**
 * A host as the databases of names know it; gethostbyname(3), gethostbyaddr(3).
 *
 * @param name its official name
 * @param aliases its other names, in no order
 * @param addresses its addresses
 */
public record Host(String name, List<String> aliases, List<IpAddress> addresses) {
  private static final long H_NAME = Structs.offset(NameStructs.HOSTENT, "h_name");
  private static final long H_ALIASES = Structs.offset(NameStructs.HOSTENT, "h_aliases");
  private static final long H_LENGTH = Structs.offset(NameStructs.HOSTENT, "h_length");
  private static final long H_ADDR_LIST = Structs.offset(NameStructs.HOSTENT, "h_addr_list");

  /** Makes one of its parts. */
  public Host {
    aliases = List.copyOf(aliases);
    addresses = List.copyOf(addresses);
  }

  private static Host read(MemorySegment entry) {
    List<IpAddress> addresses = new ArrayList<>();
    int length = entry.get(JAVA_INT, H_LENGTH);
    for (long address : Entry.pointers(entry.get(JAVA_LONG, H_ADDR_LIST))) {
      addresses.add(IpAddress.of(Pointers.at(address, length).toArray(JAVA_BYTE)));
    }
    return new Host(
        Pointers.string(entry.get(JAVA_LONG, H_NAME)),
        Entry.texts(entry.get(JAVA_LONG, H_ALIASES)),
        addresses);
  }

  /** One of the two calls, with the four bytes for its own kind of error. */
  private interface Call {
    int find(
        MemorySegment entry,
        MemorySegment buffer,
        long length,
        MemorySegment found,
        MemorySegment hostError);
  }

  private static Host find(Object question, Arena arena, Call call) throws IOException {
    MemorySegment hostError = arena.allocate(JAVA_INT);
    int[] result = {0};
    Entry.Call find =
        (entry, buffer, length, found) -> {
          result[0] = call.find(entry, buffer, length, found, hostError);
          // Only a lack of room is for the caller to see: the rest hostError says better.
          return result[0] == -Linux.ERANGE ? result[0] : 0;
        };
    return Entry.find(question, NameStructs.HOSTENT, find, Host::read)
        .orElseThrow(
            () ->
                LookupException.of(
                    question,
                    LookupException.Reason.ofHostError(hostError.get(JAVA_INT, 0)),
                    -result[0]));
  }

  /** What gethostbyname2(3) is asked, and the call. */
  record NameQuestion(String name, Family family) {
    NameQuestion {
      AddressQuestion.checkText("host", name);
    }

    Host ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment text = arena.allocateFrom(name);
        return find(
            this,
            arena,
            (entry, buffer, length, found, hostError) ->
                NameCalls.gethostbyname2(
                    text, family.number(), entry, buffer, length, found, hostError));
      }
    }

    @Override
    public String toString() {
      return "host " + name + ", " + family;
    }
  }

  /** What gethostbyaddr(3) is asked, and the call. */
  record OwnerQuestion(IpAddress address) {
    Host ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        byte[] packed = address.packed();
        MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, packed);
        int family = (address.version() == 4 ? Family.INET : Family.INET6).number();
        return find(
            this,
            arena,
            (entry, buffer, length, found, hostError) ->
                NameCalls.gethostbyaddr(
                    bytes, packed.length, family, entry, buffer, length, found, hostError));
      }
    }

    @Override
    public String toString() {
      return "host of " + address;
    }
  }
}
