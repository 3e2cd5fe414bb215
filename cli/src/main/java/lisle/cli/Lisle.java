package lisle.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's beginning: {@code lisle COMMAND}. */
@Command(
    name = "lisle",
    mixinStandardHelpOptions = true,
    version = "lisle 0.1.0",
    description = "IP addresses, sockets, names and servers, from the command line.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ServeCommand.class, ConnectCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all went well", "1:something failed", "2:the command line was wrong"})
final class Lisle {
  private Lisle() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = commandLine().execute(args);
    System.out.flush();
    System.exit(code);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Lisle())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Lisle::failed)
        .setParameterExceptionHandler(Lisle::misused);
  }

  /** What failed, in one line: the message says what, where and what to do. */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("lisle: " + Reason.of(e));
    if (System.getenv("LISLE_DEBUG") != null) e.printStackTrace(err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("lisle: " + e.getMessage());
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
