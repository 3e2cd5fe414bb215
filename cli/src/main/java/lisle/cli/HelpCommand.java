package lisle.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lisle help}: the same as {@code COMMAND --help}. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Says how a command is used, as COMMAND --help does.",
    footerHeading = "%nExamples:%n",
    footer = {"  lisle help", "  lisle help resolve", "  lisle help ip grep"})
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command; for one of lisle ip, both words.")
  private List<String> names = List.of();

  private HelpCommand() {}

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine sub = command.getSubcommands().get(name);
      if (sub == null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "there is no command " + String.join(" ", names));
      }
      command = sub;
    }
    command.usage(System.out);
    return 0;
  }
}
