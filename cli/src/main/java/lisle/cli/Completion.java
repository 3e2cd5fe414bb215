package lisle.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lisle generate-completion}: what a shell needs to complete our command lines. */
@Command(
    name = "generate-completion",
    mixinStandardHelpOptions = true,
    description = "Prints the completion of commands and options for bash and zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(lisle generate-completion)",
      "  lisle generate-completion > /etc/bash_completion.d/lisle"
    })
final class Completion implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private Completion() {}

  @Override
  public Integer call() {
    CommandSpec root = spec.root();
    System.out.print(AutoComplete.bash(root.name(), root.commandLine()));
    return 0;
  }
}
