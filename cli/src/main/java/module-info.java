/** The command line: one file a command. */
@org.jspecify.annotations.NullMarked
module lisle.cli {
  requires info.picocli;
  requires lisle.ipaddress;
  requires lisle.socket;
  requires lisle.socketserver;
  requires static org.jspecify;
  // sun.misc.Signal
  requires jdk.unsupported;

  opens lisle.cli to
      info.picocli;

  provides System.LoggerFinder with
      lisle.cli.Warnings;
}
