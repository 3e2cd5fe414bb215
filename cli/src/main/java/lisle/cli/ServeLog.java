package lisle.cli;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import lisle.socket.SocketAddress;
import lisle.socketserver.Refusal;
import lisle.socketserver.ServerHooks;
import lisle.socketserver.Totals;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a server on standard error while it runs: a JSON object for each client that is
 * connected, refused or gone. Safe for use by several threads.
 */
final class ServeLog implements ServerHooks {
  private final boolean isSilent;
  private final AtomicLong clients = new AtomicLong();

  ServeLog(boolean isSilent) {
    this.isSilent = isSilent;
  }

  void connected(SocketAddress client) {
    write("connected", client, null, clients.incrementAndGet());
  }

  void disconnected(SocketAddress client, String reason) {
    write("disconnected", client, reason, clients.decrementAndGet());
  }

  @Override
  public void refused(SocketAddress client, Refusal cause) {
    String reason = cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    write("refused", client, reason, clients.get());
  }

  private void write(String event, SocketAddress client, @Nullable String reason, long count) {
    if (isSilent) return;
    Json json = new Json().open().put("time", Instant.now().toString()).put("event", event);
    json.put("client", client.toString());
    if (reason != null) json.put("reason", reason);
    System.err.println(json.put("clients", count).close());
  }

  static long refused(Totals totals) {
    return totals.refused().values().stream().mapToLong(Long::longValue).sum();
  }
}
