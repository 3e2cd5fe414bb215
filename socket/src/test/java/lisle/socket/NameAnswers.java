package lisle.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.jspecify.annotations.Nullable;

/** Answers lookups, one a line, as names.py does: the arguments are questions and answers. */
final class NameAnswers {
  private NameAnswers() {}

  public static void main(String[] arguments) throws IOException {
    List<String> answers = new ArrayList<>();
    for (String question : Files.readAllLines(Path.of(arguments[0]))) {
      answers.add(answer(question.split("\t", -1)));
    }
    Files.write(Path.of(arguments[1]), answers);
  }

  private static String answer(String[] f) throws IOException {
    try {
      return switch (f[0]) {
        case "info" -> info(f);
        case "name" -> {
          SocketAddress address = SocketAddress.of(IpAddress.parse(f[1]), Integer.parseInt(f[2]));
          NameInfo names =
              Names.nameInfo(address, Duration.ZERO, nameFlags(Integer.parseInt(f[3])));
          yield names.host() + " " + names.service();
        }
        case "host" -> host(Names.hostByName(f[1], Family.INET, Duration.ZERO));
        case "owner" -> host(Names.hostByAddress(IpAddress.parse(f[1])));
        case "service" -> Service.named(f[1], text(f[2]), Duration.ZERO).port() + "";
        case "port" -> Service.onPort(Integer.parseInt(f[1]), text(f[2]), Duration.ZERO).name();
        case "protocol" -> Protocol.named(f[1]).number() + "";
        default -> throw new IllegalArgumentException(f[0]);
      };
    } catch (LookupException e) {
      boolean coded = !f[0].equals("host") && !f[0].equals("owner");
      return coded ? "error " + e.reason().number() : "error";
    } catch (java.net.UnknownServiceException e) {
      return "error";
    }
  }

  private static @Nullable String text(String field) {
    return field.equals("-") ? null : field;
  }

  private static String info(String[] f) throws IOException {
    AddressHints hints =
        AddressHints.ANY
            .family(new Family(Integer.parseInt(f[3])))
            .type(new SocketType(Integer.parseInt(f[4])))
            .protocol(Integer.parseInt(f[5]));
    for (AddressHints.Flag flag : AddressHints.Flag.values()) {
      if ((Integer.parseInt(f[6]) & flag.bit) != 0) hints = hints.with(flag);
    }
    return Names.addressInfo(text(f[1]), text(f[2]), hints, Duration.ZERO).stream()
        .map(NameAnswers::info)
        .collect(Collectors.joining(";"));
  }

  /** The index of an interface, which Python gives where we give the name. */
  private static String index(@Nullable String scope) {
    try {
      return scope == null ? "0" : NetworkInterface.indexOf(scope) + "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String info(AddressInfo info) {
    InetAddressAndPort address = (InetAddressAndPort) info.address();
    String scope = address.address() instanceof Ipv6Address v6 ? v6.scope() : null;
    return "%d %d %d %s %s %d %s"
        .formatted(
            info.family().number(),
            info.type().number(),
            info.protocol(),
            info.canonicalName() == null ? "" : info.canonicalName(),
            HexFormat.of().formatHex(address.address().packed()),
            address.port(),
            index(scope));
  }

  private static NameInfo.Flag[] nameFlags(int bits) {
    List<NameInfo.Flag> flags = new ArrayList<>();
    for (NameInfo.Flag flag : NameInfo.Flag.values()) {
      if ((bits & flag.bit) != 0) flags.add(flag);
    }
    return flags.toArray(NameInfo.Flag[]::new);
  }

  private static String host(Host host) {
    return "%s %s %s"
        .formatted(
            host.name(),
            list(host.aliases()),
            list(host.addresses().stream().map(NameAnswers::text).toList()));
  }

  private static String text(IpAddress address) {
    return address instanceof Ipv4Address
        ? address.toString()
        : Inet.ntop(Family.INET6, address.packed());
  }

  /** As Python writes a list of texts. */
  private static String list(List<String> texts) {
    return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", ", "[", "]"));
  }
}
