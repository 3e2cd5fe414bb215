package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts, without locks. Bytes of a connection are added when it ends. */
final class Counters {
  final LongAdder accepted = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder vanished = new LongAdder();
  final LongAdder timedOut = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder packetsReceived = new LongAdder();
  final LongAdder packetsSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final Histogram handlerTime = new Histogram();
  final Histogram queueTime = new Histogram();

  /** Has all causes, and is not changed after the constructor. */
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  Counters() {
    for (Refusal cause : Refusal.values()) refused.put(cause, new LongAdder());
  }

  void refused(Refusal cause) {
    requireNonNull(refused.get(cause)).increment();
  }

  void ended(End how) {
    switch (how) {
      case FAILED -> failed.increment();
      case VANISHED -> vanished.increment();
      case TIMED_OUT -> timedOut.increment();
      case MALFORMED -> malformed.increment();
      case FINISHED, CLOSED -> {}
    }
  }

  Totals read(ActiveConnections active, long packetsDropped) {
    Map<Refusal, Long> causes = new EnumMap<>(Refusal.class);
    refused.forEach(
        (cause, count) -> {
          if (count.sum() > 0) causes.put(cause, count.sum());
        });
    long in;
    long out;
    synchronized (active) { // so that none that ends is counted twice, or not at all
      in = bytesReceived.sum();
      out = bytesSent.sum();
      for (Connection connection : active.list()) {
        in += connection.bytesReceived();
        out += connection.bytesSent();
      }
    }
    return new Totals(
        accepted.sum(),
        causes,
        active.size(),
        failed.sum(),
        vanished.sum(),
        timedOut.sum(),
        malformed.sum(),
        packetsReceived.sum(),
        packetsSent.sum(),
        packetsDropped,
        in,
        out,
        handlerTime.read(),
        queueTime.read());
  }
}
