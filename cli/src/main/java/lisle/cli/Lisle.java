package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's beginning: {@code lisle COMMAND}. */
@Command(
    name = "lisle",
    mixinStandardHelpOptions = true,
    version = "lisle 0.1.0",
    description = "IP addresses, sockets, names and servers, from the command line.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip 192.0.2.1",
      "  lisle ip grep 192.0.2.0/24 access.log",
      "  lisle resolve www.example.org https",
      "  lisle serve echo --listen 127.0.0.1:8888",
      "  lisle COMMAND --help"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all went well", "1:something failed", "2:the command line was wrong"})
final class Lisle {
  Lisle() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) throws IOException {
    if (args.length == 1 && args[0].equals("ahead-of-time")) {
      AheadOfTime.run();
      System.exit(0);
    }
    var printed = new Printed();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code = execute(args);
    if (printed.failure != null) {
      int failed = failed(new ClosedOutputException(printed.failure), err());
      if (failed != 0) code = failed;
    }
    // Nothing is left to be done, and no server is running: shutdown hooks would only cost time.
    Runtime.getRuntime().halt(code);
  }

  static int execute(String... args) {
    @Nullable Callable<Integer> plain = Commands.plain(args);
    int code = plain != null ? run(plain) : commandLine(args).execute(args);
    System.out.flush();
    StatusLine.wipe();
    return code;
  }

  private static int run(Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return failed(e, err());
    }
  }

  private static PrintWriter err() {
    return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
  }

  private static CommandLine commandLine(String... args) {
    return Commands.tree(args)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()))
        .setParameterExceptionHandler(Lisle::misused);
  }

  /** What failed, in one line: the message says what, where and what to do. */
  private static int failed(Exception e, PrintWriter err) {
    // The reader of the output has seen enough.
    if (e instanceof ClosedOutputException closed && closed.isBrokenPipe()) return 0;
    StatusLine.wipe();
    err.println("lisle: " + Reason.of(e));
    if (System.getenv("LISLE_DEBUG") != null) e.printStackTrace(err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    if (args.length == 0) {
      // Who says nothing wants to know what there is to say.
      command.usage(err);
      return CommandLine.ExitCode.USAGE;
    }
    err.println("lisle: " + misuse(e));
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String misuse(CommandLine.ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) return Reason.of(e);
    List<String> near = unmatched.getSuggestions();
    String first = unmatched.getUnmatched().getFirst();
    boolean isCommand =
        !unmatched.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
    String message = isCommand ? "there is no command " + first : Reason.of(e);
    return near.isEmpty() ? message : message + ": did you mean " + String.join(" or ", near) + "?";
  }

  /** Standard output for what prints there and is not told of a failure: it is kept. */
  private static final class Printed extends FileOutputStream {
    private @Nullable IOException failure;

    Printed() {
      super(FileDescriptor.out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        super.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure == null) failure = e;
        throw e;
      }
    }
  }
}
