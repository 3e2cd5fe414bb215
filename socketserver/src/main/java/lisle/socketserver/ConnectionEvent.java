package lisle.socketserver;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A connection from its acceptance to its end, for Java Flight Recorder. */
@Name("lisle.Connection")
@Label("Connection")
@Category({"Lisle", "Server"})
@Description("A connection to a server, from its acceptance to its end")
@StackTrace(false)
@Enabled(true)
final class ConnectionEvent extends Event {
  /** Asked for whether anybody records; it is not committed itself. */
  private static final ConnectionEvent PROBE = new ConnectionEvent();

  @Label("Server")
  @Nullable String server;

  @Label("Client")
  @Nullable String client;

  @Label("Bytes Received")
  @DataAmount
  long bytesReceived;

  @Label("Bytes Sent")
  @DataAmount
  long bytesSent;

  @Label("End")
  @Description("finished, failed, vanished, timed out, malformed, closed")
  @Nullable String end;

  /** Returns an event that has begun; null where nobody records. */
  static @Nullable ConnectionEvent begun() {
    if (!PROBE.isEnabled()) return null;
    var event = new ConnectionEvent();
    event.begin();
    return event;
  }

  /** Records the end of a connection. */
  void end(Connection connection, End how) {
    if (!shouldCommit()) return;
    server = connection.server().toString();
    client = connection.remoteAddress().toString();
    bytesReceived = connection.bytesReceived();
    bytesSent = connection.bytesSent();
    end = how.toString();
    commit();
  }
}
