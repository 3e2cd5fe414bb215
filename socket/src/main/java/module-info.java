/** The operating system's own sockets, their addresses, options and messages, and names. */
@org.jspecify.annotations.NullMarked
module lisle.socket {
  requires transitive lisle.ipaddress;
  requires transitive lisle.selectors;
  requires lisle.sys;
  requires static org.jspecify;

  exports lisle.socket;
}
