package lisle.socketserver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are being served, linked through themselves: one more takes no memory here.
 * Safe for use by any number of threads.
 */
final class ActiveConnections {
  /** Guarded by this, as the links are. */
  private @Nullable Connection newest;

  /** Written under this. */
  private volatile int count;

  synchronized void add(Connection connection) {
    Connection older = newest;
    connection.older = older;
    if (older != null) older.newer = connection;
    newest = connection;
    connection.active = true;
    count++;
  }

  /** Takes one out; does nothing if it is not in. */
  synchronized void remove(Connection connection) {
    if (!connection.active) return;
    connection.active = false;
    Connection older = connection.older;
    Connection newer = connection.newer;
    if (older != null) older.newer = newer;
    if (newer != null) newer.older = older;
    if (newest == connection) newest = older;
    connection.older = null; // what somebody keeps keeps no other
    connection.newer = null;
    count--;
  }

  int size() {
    return count;
  }

  /** Returns them as they are now, the newest first. */
  List<Connection> list() {
    return those(connection -> true);
  }

  /** Returns those of which something is true that takes no lock. */
  synchronized List<Connection> those(Predicate<Connection> which) {
    List<Connection> list = new ArrayList<>();
    for (Connection c = newest; c != null; c = c.older) {
      if (which.test(c)) list.add(c);
    }
    return list;
  }
}
