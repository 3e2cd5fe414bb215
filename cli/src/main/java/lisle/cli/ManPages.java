package lisle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lisle generate-man}: a manual page for each command, from the text of its help. */
@Command(
    name = "generate-man",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Writes a manual page for each command, in the form of man(7).",
    footerHeading = "%nExamples:%n",
    footer = "  lisle generate-man ~/.local/share/man/man1")
final class ManPages implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where to write them.")
  private Path folder;

  private ManPages() {}

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    write(spec.root().commandLine());
    return 0;
  }

  private void write(CommandLine command) throws IOException {
    CommandSpec of = command.getCommandSpec();
    if (of.usageMessage().hidden()) return;
    Files.writeString(folder.resolve(of.qualifiedName("-") + ".1"), page(command));
    for (CommandLine sub : command.getSubcommands().values()) write(sub);
  }

  private static String page(CommandLine command) {
    CommandSpec of = command.getCommandSpec();
    UsageMessageSpec usage = of.usageMessage();
    var page = new StringBuilder();
    page.append(".TH \"").append(of.qualifiedName("-").toUpperCase(Locale.ROOT));
    page.append("\" 1 \"\" \"Lisle\"\n.SH NAME\n");
    String first = usage.description().length == 0 ? "" : usage.description()[0];
    page.append(text(of.qualifiedName("-"))).append(" \\- ").append(text(first)).append('\n');
    page.append(".SH SYNOPSIS\n.nf\n");
    page.append(text(command.getHelp().synopsis(0).strip())).append("\n.fi\n.SH DESCRIPTION\n");
    for (String line : usage.description()) page.append(text(line)).append("\n.br\n");
    if (!of.positionalParameters().isEmpty() || !of.options().isEmpty()) {
      page.append(".SH OPTIONS\n");
    }
    for (PositionalParamSpec one : of.positionalParameters()) {
      item(page, one.paramLabel(), one);
    }
    for (OptionSpec one : of.options()) {
      String names = String.join(", ", one.names());
      item(page, one.arity().max() == 0 ? names : names + " " + one.paramLabel(), one);
    }
    boolean isFirst = true;
    for (CommandLine sub : command.getSubcommands().values()) {
      UsageMessageSpec about = sub.getCommandSpec().usageMessage();
      if (about.hidden()) continue;
      if (isFirst) page.append(".SH COMMANDS\n");
      isFirst = false;
      page.append(".TP\n\\fB").append(text(sub.getCommandSpec().qualifiedName("-")));
      page.append("\\fR(1)\n");
      page.append(text(about.description().length == 0 ? "" : about.description()[0])).append('\n');
    }
    if (!usage.exitCodeList().isEmpty()) page.append(".SH EXIT STATUS\n");
    usage
        .exitCodeList()
        .forEach(
            (code, why) ->
                page.append(".TP\n").append(code).append('\n').append(text(why)).append('\n'));
    if (usage.footer().length > 0) page.append(".SH EXAMPLES\n.nf\n");
    for (String line : usage.footer()) page.append(text(line)).append('\n');
    if (usage.footer().length > 0) page.append(".fi\n");
    return page.toString();
  }

  private static void item(StringBuilder page, String name, ArgSpec one) {
    if (one.hidden()) return;
    page.append(".TP\n\\fB").append(text(name)).append("\\fR\n");
    for (String line : one.description()) {
      page.append(text(line.replace("${DEFAULT-VALUE}", "" + one.defaultValue()))).append('\n');
    }
  }

  /** Text that means nothing to roff. */
  private static String text(String plain) {
    String text = plain.replace("\\", "\\e").replace("-", "\\-").replace("%n", "\n");
    return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
  }
}
