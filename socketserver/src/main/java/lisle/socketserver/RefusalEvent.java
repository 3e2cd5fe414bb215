package lisle.socketserver;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import lisle.socket.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client that was not served, for Java Flight Recorder. */
@Name("lisle.Refusal")
@Label("Refusal")
@Category({"Lisle", "Server"})
@Description("A client that a server did not serve")
@StackTrace(false)
@Enabled(true)
final class RefusalEvent extends Event {
  @Label("Client")
  @Nullable String client;

  @Label("Cause")
  @Nullable String cause;

  static void record(SocketAddress client, Refusal cause) {
    var event = new RefusalEvent();
    if (!event.isEnabled()) return;
    event.client = client.toString();
    event.cause = cause.name();
    event.commit();
  }
}
