/** The command line: one file a command. */
@org.jspecify.annotations.NullMarked
module lisle.cli {
  requires info.picocli;
  requires lisle.socketserver;
  requires static org.jspecify;

  opens lisle.cli to
      info.picocli;
}
