package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import lisle.ipaddress.IpAddress;
import lisle.socket.AddressHints;
import lisle.socket.AddressInfo;
import lisle.socket.Family;
import lisle.socket.InetAddressAndPort;
import lisle.socket.LookupException;
import lisle.socket.NameInfo;
import lisle.socket.Names;
import lisle.socket.Protocol;
import lisle.socket.Service;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lisle resolve}: the addresses of a name, or the name of an address. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Looks up the addresses of a name, with the port of a service, in the order to try them; or"
          + " the name of an address. It asks what this machine is set up to ask, as every program"
          + " does.",
      "Without NAME, or for -, it looks up each line of standard input, which may have a service"
          + " too."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle resolve www.example.org",
      "  lisle resolve www.example.org https --json",
      "  lisle resolve -6 --canonical www.example.org 443",
      "  lisle resolve 192.0.2.1 --name-required --timeout 2s"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were found",
      "1:something was not found, or the name service gave no answer",
      "2:the command line was wrong"
    })
final class ResolveCommand implements Callable<Integer> {
  /** The types of sockets that addresses can be for. */
  enum Type {
    STREAM,
    DATAGRAM,
    RAW,
    ANY;

    SocketType socketType() {
      return switch (this) {
        case STREAM -> SocketType.STREAM;
        case DATAGRAM -> SocketType.DATAGRAM;
        case RAW -> SocketType.RAW;
        case ANY -> AddressHints.ANY_TYPE;
      };
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One family, or both. */
  static final class Version {
    @Option(names = "-4", description = "IPv4 addresses alone.")
    private boolean four;

    @Option(names = "-6", description = "IPv6 addresses alone.")
    private boolean six;
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME|ADDRESS",
      description = "What to look up; - for the lines of standard input.")
  private String host = "-";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "A service by name, such as https, or a port.")
  private @Nullable String service;

  @ArgGroup private @Nullable Version version;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "For which type of socket: stream, datagram, raw, any (default: stream).")
  private Type type = Type.STREAM;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      description = "For which protocol alone, by name or number.")
  private @Nullable String protocol;

  @Option(names = "--canonical", description = "Say the official name of the host too.")
  private boolean canonical;

  @Option(
      names = "--numeric",
      description = "Take and give figures alone, so that no name service is asked.")
  private boolean numeric;

  @Option(names = "--passive", description = "Of the empty name '': the addresses to listen on.")
  private boolean passive;

  @Option(
      names = "--mapped",
      description = "With -6: IPv4 addresses as ::ffff:a.b.c.d where there are no others.")
  private boolean mapped;

  @Option(names = "--all", description = "With --mapped: both.")
  private boolean all;

  @Option(
      names = "--configured",
      description = "Only of families that this machine has an address of, beside loopback.")
  private boolean configured;

  @Option(names = "--name-required", description = "An address without a name is an error.")
  private boolean nameRequired;

  @Option(names = "--no-domain", description = "Names in this machine's domain without it.")
  private boolean noDomain;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "0",
      converter = Span.class,
      description =
          "How long each lookup may take, such as 2s or 500ms (default: as long as the name service"
              + " takes, which may be half a minute).")
  private Duration timeout;

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line.")
  private boolean json;

  private final Output out = Output.standard();
  private final Failures failures = new Failures();
  private final Json object = new Json();

  private ResolveCommand() {}

  @Override
  public Integer call() throws IOException {
    if (host.equals("-")) {
      Lines.forEach(
          List.of(),
          out,
          (line, place) -> {
            String[] word = line.split("\\s+", 2);
            resolve(word[0], word.length > 1 ? word[1] : service, place);
          });
    } else {
      resolve(host, service, "");
    }
    out.flush();
    return failures.exitCode();
  }

  private void resolve(String text, @Nullable String service, String place) throws IOException {
    try {
      IpAddress address = IpAddress.tryParse(text);
      if (address == null || numeric || !isOfVersion(address)) forward(text, service);
      else reverse(text, address, service);
    } catch (ClosedOutputException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      String reason = Reason.of(e);
      if (json) {
        object.clear().open().put("input", text).put("error", reason);
        object.put("code", e instanceof LookupException lookup ? lookup.reason().code() : null);
        out.line(object.close().toString());
      }
      out.flush();
      failures.add(place + reason);
    }
  }

  /** An address of the version that is not wanted has no name to find, and is refused. */
  private boolean isOfVersion(IpAddress address) {
    return version == null || address.version() == (version.four ? 4 : 6);
  }

  private void forward(String text, @Nullable String service) throws IOException {
    // A port in figures is not checked by the system, which takes the lower 16 bits.
    if (service != null && isFigures(service)) ServiceCommand.port(service);
    // The same address may be there twice, as in a hosts file with two names for it.
    Set<String> lines = new LinkedHashSet<>();
    String host = text.isEmpty() ? null : text;
    // Where neither is given there is nothing to ask; port 0 asks for the addresses alone.
    String asked = service == null && host == null ? "0" : service;
    for (AddressInfo info : Names.addressInfo(host, asked, hints(), timeout)) {
      InetAddressAndPort address = (InetAddressAndPort) info.address();
      if (json) {
        lines.add(json(text, service, info, address));
        continue;
      }
      String line = service == null ? address.address().toString() : address.toString();
      if (type == Type.ANY) line += " " + info.type() + " " + info.protocol();
      if (info.canonicalName() != null) line += " " + info.canonicalName();
      lines.add(line);
    }
    for (String line : lines) out.line(line);
  }

  private String json(
      String text, @Nullable String service, AddressInfo info, InetAddressAndPort address) {
    object.clear().open().put("input", text).put("service", service);
    object.put("family", info.family().toString()).put("type", info.type().toString());
    object.put("protocol", info.protocol()).put("canonical_name", info.canonicalName());
    object.put("address", address.address().toString()).put("port", address.port());
    return object.close().toString();
  }

  private void reverse(String text, IpAddress address, @Nullable String service)
      throws IOException {
    SocketAddress asked = SocketAddress.of(address, service == null ? 0 : port(service));
    List<NameInfo.Flag> flags = new ArrayList<>();
    if (nameRequired) flags.add(NameInfo.Flag.NAME_REQUIRED);
    if (noDomain) flags.add(NameInfo.Flag.NO_DOMAIN);
    if (type == Type.DATAGRAM) flags.add(NameInfo.Flag.DATAGRAM);
    NameInfo names = Names.nameInfo(asked, timeout, flags.toArray(NameInfo.Flag[]::new));
    if (json) {
      object.clear().open().put("input", text).put("host", names.host());
      object.put("service", service == null ? null : names.service());
      out.line(object.close().toString());
    } else {
      out.line(service == null ? names.host() : names.host() + " " + names.service());
    }
  }

  private int port(String service) throws IOException {
    if (isFigures(service)) return ServiceCommand.port(service);
    String over = type == Type.DATAGRAM ? "udp" : type == Type.STREAM ? "tcp" : null;
    return Service.named(service, over, timeout).port();
  }

  private static boolean isFigures(String service) {
    return !service.isEmpty() && service.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private AddressHints hints() throws IOException {
    AddressHints hints = AddressHints.ANY.type(type.socketType());
    if (version != null && version.four) hints = hints.family(Family.INET);
    if (version != null && version.six) hints = hints.family(Family.INET6);
    if (protocol != null) hints = hints.protocol(protocolNumber(protocol));
    if (canonical) hints = hints.with(AddressHints.Flag.CANONICAL_NAME);
    if (numeric) hints = hints.with(AddressHints.Flag.NUMERIC_HOST);
    if (passive) hints = hints.with(AddressHints.Flag.PASSIVE);
    if (mapped) hints = hints.with(AddressHints.Flag.IPV4_MAPPED);
    if (all) hints = hints.with(AddressHints.Flag.ALL);
    if (configured) hints = hints.with(AddressHints.Flag.CONFIGURED);
    return hints;
  }

  private int protocolNumber(String protocol) throws IOException {
    try {
      return Integer.parseInt(protocol);
    } catch (NumberFormatException e) {
      return Protocol.named(protocol.toLowerCase(Locale.ROOT), timeout).number();
    }
  }
}
