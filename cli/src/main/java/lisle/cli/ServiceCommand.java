package lisle.cli;

import java.io.IOException;
import java.net.UnknownServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import lisle.socket.Service;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lisle service}: the port of a service, or the service of a port. */
@Command(
    name = "service",
    mixinStandardHelpOptions = true,
    description = {
      "Says which port a service has, or which service a port has: a line for each protocol.",
      "Without NAME, or for -, it does so for each line of standard input."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle service https",
      "  lisle service 80 53/udp",
      "  lisle service domain/udp --json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were found",
      "1:something was not found",
      "2:the command line was wrong"
    })
final class ServiceCommand implements Callable<Integer> {
  /** What services are spoken over, where nobody says. */
  private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp", "dccp");

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME|PORT[/PROTOCOL]",
      description = "A service or a port, of one protocol or of all.")
  private List<String> services = List.of();

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line.")
  private boolean json;

  private final Output out = Output.standard();
  private final Failures failures = new Failures();
  private final Json object = new Json();

  private ServiceCommand() {}

  @Override
  public Integer call() throws IOException {
    Lines.forEach(services, out, this::find);
    out.flush();
    return failures.exitCode();
  }

  private void find(String text, String place) throws IOException {
    try {
      int slash = text.lastIndexOf('/');
      String what = slash < 0 ? text : text.substring(0, slash);
      String protocol = slash < 0 ? null : text.substring(slash + 1);
      for (Service service : services(what, protocol)) write(text, service);
    } catch (ClosedOutputException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      String reason = Reason.of(e);
      if (json) {
        out.line(object.clear().open().put("input", text).put("error", reason).close().toString());
      }
      out.flush();
      failures.add(place + reason);
    }
  }

  private static Set<Service> services(String what, @Nullable String protocol) throws IOException {
    if (protocol != null) return Set.of(service(what, protocol));
    Set<Service> found = new LinkedHashSet<>();
    for (String each : PROTOCOLS) {
      try {
        found.add(service(what, each));
      } catch (UnknownServiceException e) {
        // It may be there over another.
      }
    }
    if (found.isEmpty()) found.add(service(what, null));
    return found;
  }

  private static Service service(String what, @Nullable String protocol) throws IOException {
    boolean port = !what.isEmpty() && what.chars().allMatch(c -> c >= '0' && c <= '9');
    return port
        ? Service.onPort(port(what), protocol, Duration.ZERO)
        : Service.named(what, protocol, Duration.ZERO);
  }

  /** Reads a port in figures. */
  static int port(String figures) {
    int port = figures.length() > 5 ? 65_536 : Integer.parseInt(figures);
    if (port > 65_535) {
      throw new IllegalArgumentException("port " + figures + " is out of range 0 to 65535");
    }
    return port;
  }

  private void write(String text, Service service) throws IOException {
    if (json) {
      object.clear().open().put("input", text).put("name", service.name());
      object.put("port", service.port()).put("protocol", service.protocol());
      object.key("aliases").openArray();
      service.aliases().forEach(object::add);
      out.line(object.closeArray().close().toString());
      return;
    }
    List<String> words = new ArrayList<>();
    words.add(service.name());
    words.add(service.port() + "/" + service.protocol());
    words.addAll(service.aliases());
    out.line(String.join(" ", words));
  }
}
