/** Servers: write only what happens to one connection, or one message. */
@org.jspecify.annotations.NullMarked
module lisle.socketserver {
  requires transitive lisle.socket;
  requires jdk.jfr;
  requires static org.jspecify;

  exports lisle.socketserver;
}
