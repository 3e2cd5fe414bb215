package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lisle.socket.AddressHints;
import lisle.socket.Connector;
import lisle.socket.Names;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One end of a conversation as it is written on the command line: an address of a socket, or a host
 * name and a port; {@code udp:} before it for datagrams, else a stream.
 *
 * @param address null where there is a host name
 */
record Endpoint(
    String text, boolean isDatagram, @Nullable SocketAddress address, String host, int port) {
  private static final Pattern NAMED =
      Pattern.compile("((?=[^:]*[A-Za-z])[A-Za-z0-9_.-]{1,253}):(\\d{1,9})");

  /** Reads one. */
  static final class Converter implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(Reason.of(e));
      }
    }
  }

  static Endpoint parse(String text) {
    boolean isDatagram = text.startsWith("udp:");
    String rest = isDatagram || text.startsWith("tcp:") ? text.substring(4) : text;
    Matcher named = NAMED.matcher(rest);
    if (!named.matches() || rest.startsWith("unix:") || rest.startsWith("vsock:")) {
      return new Endpoint(text, isDatagram, SocketAddress.parse(rest), "", 0);
    }
    int port = Integer.parseInt(named.group(2));
    if (port > 65_535) {
      throw new IllegalArgumentException(
          "no socket address: \"" + text + "\": port " + port + " is out of range 0 to 65535");
    }
    return new Endpoint(text, isDatagram, null, named.group(1), port);
  }

  /** Returns where datagrams go: of a host, the first of its addresses. */
  SocketAddress datagramAddress(Duration timeout) throws IOException {
    if (address != null) return address;
    AddressHints hints = AddressHints.ANY.type(SocketType.DATAGRAM);
    return Names.addressInfo(host, "" + port, hints, timeout).getFirst().address();
  }

  /** Connects a stream; zero waits as long as the system does. */
  Socket connect(Duration timeout, @Nullable SocketAddress source) throws IOException {
    Connector connector =
        address == null ? Connector.to(host, port) : Connector.toAnyOf(List.of(address));
    return connector
        .timeout(timeout)
        .preparing(
            (socket, to) -> {
              if (source == null) return;
              socket.set(SocketOption.SO_REUSEADDR, true);
              socket.bind(source);
            })
        .connect();
  }
}
