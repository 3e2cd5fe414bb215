/** Programs to read and to run, one file each, after the classic course on sockets. */
@org.jspecify.annotations.NullMarked
module lisle.examples {
  requires lisle.socketserver;
  requires static org.jspecify;
}
