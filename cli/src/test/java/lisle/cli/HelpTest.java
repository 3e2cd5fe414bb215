package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the command line says about itself, and to who mistypes it. */
@Timeout(120)
class HelpTest {
  @Test
  void helpIsTheHelpOfTheCommand() {
    assertThat(Run.of("help", "ip", "grep")).isEqualTo(Run.of("ip", "grep", "--help"));
    assertThat(Run.of("help", "wait")).isEqualTo(Run.of("wait", "--help"));
    assertThat(Run.of("help")).isEqualTo(Run.of("--help"));
    Run run = Run.of("help", "ip", "gro");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("lisle: there is no command ip gro\n");
  }

  @Test
  void helpThatCannotBeWrittenIsAFailureAndAClosedPipeIsNone() {
    for (String words : new String[] {"help", "ip --help", "generate-completion"}) {
      Run run = Run.shell("lisle " + words + " > /dev/full; echo \"code $?\"");
      assertThat(run.out()).as(words).isEqualTo("code 1\n");
      assertThat(run.err()).startsWith("lisle: standard output: ").hasLineCount(1);
    }
    Run run = Run.shell("{ lisle help; echo \"code $?\" >&2; } | :");
    assertThat(run.err()).isEqualTo("code 0\n");
  }

  @Test
  void everyCommandOfItsOwnHasExamplesToo() {
    for (String command : List.of("help", "generate-completion", "generate-man")) {
      assertThat(Run.of(command, "--help").out())
          .startsWith("Usage: lisle " + command)
          .contains("\nExamples:\n  ");
    }
  }

  @Test
  void everyCommandSaysTheVersion() {
    Run version = Run.of("--version");
    assertThat(version.out()).startsWith("lisle ");
    for (String command : List.of("ip", "ip grep", "serve", "help", "generate-completion")) {
      assertThat(Run.of((command + " --version").split(" "))).isEqualTo(version);
    }
  }

  @Test
  void whoMistypesIsToldWhatIsNear() {
    assertThat(Run.of("resolv", "x"))
        .isEqualTo(
            new Run(
                2,
                "",
                """
                lisle: there is no command resolv: did you mean resolve?
                Try: lisle --help
                """));
    assertThat(Run.of("wait", "--timeuot", "3s", "127.0.0.1:80").err())
        .isEqualTo(
            """
            lisle: Unknown option: '--timeuot': did you mean --timeout?
            Try: lisle wait --help
            """);
  }

  @Test
  void whoSaysNothingIsShownTheCommands() {
    assertThat(Run.of()).isEqualTo(new Run(2, "", Run.of("--help").out()));
  }
}
