package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import lisle.ipaddress.IpInterface;
import lisle.socket.Names;
import lisle.socket.NetworkInterface;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lisle host}: what this machine is called, and its addresses. */
@Command(
    name = "host",
    mixinStandardHelpOptions = true,
    description = {"Says this machine's names, and its interfaces with their addresses and flags."},
    footerHeading = "%nExamples:%n",
    footer = {"  lisle host", "  lisle host --json"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all could be said",
      "1:the name service gave no answer about the full name",
      "2:the command line was wrong"
    })
final class HostCommand implements Callable<Integer> {
  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Span.class,
      description = "How long looking up the full name may take (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = {"-j", "--json"},
      description = "Print a JSON object.")
  private boolean json;

  private final Output out = Output.standard();
  private final Failures failures = new Failures();

  private HostCommand() {}

  @Override
  public Integer call() throws IOException {
    String name = Names.hostName();
    String full = null;
    try {
      full = Names.fullHostName(timeout);
    } catch (IOException e) {
      failures.add(Reason.of(e));
    }
    if (json) writeJson(name, full);
    else writeText(name, full);
    out.flush();
    return failures.exitCode();
  }

  private void writeJson(String name, @Nullable String full) throws IOException {
    Json object = new Json().open().put("name", name).put("full_name", full);
    object.key("interfaces").openArray();
    for (NetworkInterface one : NetworkInterface.all()) {
      String hardware = one.hardwareAddress();
      object.open().put("index", one.index()).put("name", one.name());
      object.put("hardware_address", hardware.isEmpty() ? null : hardware);
      object.key("flags").openArray();
      for (NetworkInterface.Flag flag : one.flags()) object.add(word(flag));
      object.closeArray().key("addresses").openArray();
      for (IpInterface address : one.addresses()) object.add(address.toString());
      object.closeArray().close();
    }
    out.line(object.closeArray().close().toString());
  }

  private void writeText(String name, @Nullable String full) throws IOException {
    Style style = Style.ofOutput();
    out.line(style.bold(name));
    if (full != null && !full.equals(name)) out.line(full);
    for (NetworkInterface one : NetworkInterface.all()) {
      StringBuilder line = new StringBuilder();
      line.append(one.index()).append(' ').append(style.bold(one.name())).append(':');
      for (NetworkInterface.Flag flag : one.flags()) line.append(' ').append(word(flag));
      if (!one.hardwareAddress().isEmpty()) line.append(' ').append(one.hardwareAddress());
      out.line(line.toString());
      for (IpInterface address : one.addresses()) out.line("  " + address);
    }
  }

  private static String word(NetworkInterface.Flag flag) {
    return flag.name().toLowerCase(Locale.ROOT);
  }
}
