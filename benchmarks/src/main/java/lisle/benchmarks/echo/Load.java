package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load on a server, from a core of its own.
 *
 * @param program the compiled {@code load.c}
 * @param mode what a connection does
 * @param pauseMicros what goes by before each message, in which the load's core is kept busy
 * @param warmUp the seconds before anything is measured, at the least
 * @param serverCore the cores that the server is pinned to, such as 0 or 0,1
 * @param loadCore the core that the load is pinned to
 */
record Load(
    Path program, Mode mode, int pauseMicros, double warmUp, String serverCore, String loadCore) {

  /** What a connection does. */
  enum Mode {
    /** One message of 64 bytes after the other. */
    ECHO,
    /** One line of 1,024 bytes after the other, its newline included. */
    LINES,
    /** It is opened, sends one message of 64 bytes, is closed, and is opened again. */
    ACCEPT,
    /** It is a UDP socket that has eight datagrams of 64 bytes on the way, sent one by one. */
    UDP,
    /** The same, but what one sends at once goes as one (UDP_SEGMENT), as QUIC does it. */
    JOINED;

    /** What the compilers of a JVM have seen enough after, also on a machine that is busy. */
    private int warmUpRequests() {
      return this == ACCEPT ? 30_000 : 250_000;
    }

    boolean isUdp() {
      return this == UDP || this == JOINED;
    }

    private List<String> arguments() {
      return switch (this) {
        case ECHO -> List.of("-m", "echo", "-s", "64");
        case LINES -> List.of("-m", "echo", "-s", "1024", "-l");
        case ACCEPT -> List.of("-m", "accept", "-s", "64", "-l"); // what begins lines, too
        case UDP -> List.of("-m", "udp", "-s", "64", "-k", "8");
        case JOINED -> List.of("-m", "udp", "-s", "64", "-k", "8", "-g");
      };
    }
  }

  /** Enough for the last of the JVM's compilers. */
  private static final int BEGUN = 20_000;

  /** Warms a server up, and returns the connections that rest until something is asked of them. */
  Clients connect(ServerProcess server, int connections) throws IOException {
    // A JVM interprets what begins a connection until it has begun some thousands, and a connection
    // keeps the frames that it began with: the first ones are slower for as long as they live.
    var begin = Math.min(connections, 64);
    if (!mode.isUdp()) clients(server, Mode.ACCEPT, begin, 0, BEGUN).close();
    return clients(server, mode, connections, warmUp, mode.warmUpRequests());
  }

  private Clients clients(
      ServerProcess server, Mode mode, int connections, double warmUp, int warmUpRequests)
      throws IOException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(mode.arguments());
    command.addAll(List.of("-t", "" + pauseMicros));
    command.addAll(List.of("-p", "" + server.port(), "-P", "" + server.pid()));
    command.addAll(List.of("-c", "" + connections, "-w", "" + warmUp, "-W", "" + warmUpRequests));
    return new Clients(ServerProcess.start(command, loadCore), serverCore, loadCore);
  }
}
