package lisle.benchmarks.roundtrip;

import java.io.IOException;

/**
 * A TCP connection over the loopback, both of whose ends are here, without Nagle's delay. The two
 * methods run on a thread each, at the same time.
 */
interface Connection extends AutoCloseable {
  /** Sends back what comes, until the other end is closed. */
  void echo() throws IOException;

  /** Sends the message and fills it with its echo. */
  void roundTrip(byte[] message) throws IOException;

  /** Closes the end of {@link #roundTrip}, so that {@link #echo} returns. */
  @Override
  void close() throws IOException;
}
