package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands in a terminal, that of tmux: what a person sees and types. */
@Timeout(120)
class TerminalTest {
  @TempDir Path folder;

  private String tmux = "";

  @BeforeEach
  void start() throws IOException {
    tmux = "tmux -S " + folder.resolve("tmux") + " ";
    // A shell in which lisle is the command, told of its terminal as the launcher tells it.
    var lisle = new StringBuilder("lisle() {\n");
    for (String stream : new String[] {"in 0", "out 1", "err 2"}) {
      String[] of = stream.split(" ", 2);
      lisle.append(of[0] + "=; [ ! -t " + of[1] + " ] || ");
      lisle.append(of[0] + "=-Dlisle.terminal." + of[0] + "=true\n");
    }
    for (String word : Run.command()) {
      if (word.equals("--module")) lisle.append("$in $out $err ");
      lisle.append('\'').append(word).append("' ");
    }
    Path profile = folder.resolve("profile");
    Files.writeString(profile, lisle + "\"$@\"; }\nPS1='$ '\ncd " + folder + "\n");
    Run run =
        Run.shell(tmux + "-f /dev/null new-session -d -x 110 -y 40 env ENV=" + profile + " sh");
    assumeTrue(run.code() == 0, "tmux can't start here: " + run.err());
  }

  @AfterEach
  void end() {
    Run.shell(tmux + "kill-server");
  }

  private void type(String line) {
    assertThat(Run.shell(tmux + "send-keys -l '" + line.replace("'", "'\\''") + "'").code())
        .isZero();
    key("Enter");
  }

  private void key(String key) {
    assertThat(Run.shell(tmux + "send-keys " + key).code()).isZero();
  }

  /** Waits until the terminal shows a line that matches; returns the whole screen, with colours. */
  private String seen(String pattern) {
    Run run =
        Run.shell(
            "for i in $(seq 600); do "
                + tmux
                + "capture-pane -p | grep -Eq '"
                + pattern
                + "' && break; sleep 0.1; done; "
                + tmux
                + "capture-pane -e -p");
    assertThat(run.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
        .as(run.out())
        .anyMatch(line -> line.matches(".*(" + pattern + ").*"));
    return run.out();
  }

  @Test
  void aServerShowsItsStatusAndEndsInOrderOnControlC() {
    type("lisle serve echo -l 127.0.0.1:0; echo code=$?");
    seen("0 clients, 0 now");
    key("C-c");
    seen("served 0 clients");
    seen("^code=0");
  }

  @Test
  void whatIsTypedIsSentLineByLineAndControlDEndsIt() {
    type("lisle serve echo -l unix:s 2> /dev/null & lisle wait -q unix:s; lisle connect unix:s");
    type("first line");
    // Once as it was typed, and once as it came back.
    seenTwice("first line");
    type("second line");
    seenTwice("second line");
    key("C-d");
    // The job, which is a group of processes, and not the shell in it that runs our function.
    type("echo code=$?; kill %1; wait; echo all=$?");
    seen("code=0"); // typed ahead of the prompt, perhaps, and then shown behind it
    seen("all=0");
  }

  private void seenTwice(String line) {
    Run run =
        Run.shell(
            "for i in $(seq 600); do [ \"$("
                + tmux
                + "capture-pane -p | grep -c '^"
                + line
                + "$')\" = 2 ] && exit; sleep 0.1; done; "
                + tmux
                + "capture-pane -p; exit 1");
    assertThat(run.code()).as(run.out()).isZero();
  }

  @Test
  void colourIsForATerminalThatWantsIt() {
    type("lisle ip 192.0.2.1; echo done");
    assertThat(seen("^done")).contains("\u001b[1m192.0.2.1");
    type("clear; NO_COLOR=1 lisle ip 192.0.2.2; echo end");
    assertThat(seen("^end")).contains("192.0.2.2").doesNotContain("\u001b[1m");
    type("clear; lisle ip 192.0.2.3 | cat; echo finish");
    assertThat(seen("^finish")).contains("192.0.2.3").doesNotContain("\u001b[1m");
  }

  @Test
  void progressIsShownAfterASecondAndWipedAway() {
    type("yes 192.0.2.1 | head -c 2000000000 | lisle ip grep -c 192.0.2.0/24");
    seen("MB, [0-9,]+ MB/s");
    assertThat(seen("^200000000")).doesNotContain("MB/s");
  }

  @Test
  void aListThatGoesElsewhereSaysHowFarItIs() {
    type("lisle ip hosts 0.0.0.0/0 > /dev/null");
    seen("lines, [0-9,]+ lines/s, [0-9]+ %, [0-9]+ s left");
    key("C-c");
    type("clear; yes 192.0.2.1 | lisle ip --json > /dev/null");
    seen("MB, [0-9,]+ (MB|kB)/s");
    key("C-c");
  }

  @Test
  void whoWaitsOrSendsForLongIsToldHowFarItIs() {
    type("lisle serve discard -l unix:s 2> /dev/null & lisle wait 127.0.0.1:1 unix:s -t 1h");
    seen("^waiting for 127.0.0.1:1: 35[0-9][0-9] s left$");
    key("C-c");
    type("clear; truncate -s 1T much; lisle connect unix:s < much > nothing");
    seen("^[0-9,]+ MB, [0-9,]+ MB/s, 0 %, [0-9]+ s left$");
    key("C-c");
    type("clear; kill %1; wait; echo code=$?");
    seen("^code=0");
  }

  @Test
  void nothingIsDrawnWhereItCannotBeWipedAway() {
    var told = new StringBuilder();
    for (String word : Run.command()) {
      if (word.equals("--module")) told.append("-Dlisle.terminal.err=true ");
      told.append('\'').append(word).append("' ");
    }
    String list = told + "ip hosts 0.0.0.0/5 > /dev/null";
    assertThat(Run.shell("TERM=xterm " + list).err()).contains(" lines/s").endsWith("\r\u001b[K");
    assertThat(Run.shell("TERM=dumb " + list)).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void whatIsReportedHasALineOfItsOwnBesideTheProgress() {
    type("{ yes 192.0.2.1 | head -n 50000000; echo bad; } | lisle ip merge > merged; echo end");
    seen("MB, [0-9,]+ MB/s");
    seen("^end");
    seen("^lisle: line 50000001: \"bad\"");
  }

  @Test
  void aSecondControlCEndsItAtOnceWhereAClientHoldsIt() throws Exception {
    // Takes a connection, and never answers: who forwards to it waits.
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String to = "--to 127.0.0.1:" + silent.getLocalPort();
      type("lisle serve forward -l unix:s --grace 1h " + to + "; echo code=$?");
      seen("0 clients, 0 now");
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
        assertThat(client.isConnected()).isTrue();
        seen("1 client, 1 now");
        key("C-c");
        seen("stopping: 1 client may finish; Ctrl-C again ends it at once");
        key("C-c");
        seen("code=130"); // behind the ^C that the terminal shows
      }
    }
  }
}
