package lisle.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * All commands, in the order of the help. The reflection that the parser needs for a command takes
 * longer than most commands do: where the first words of a command line name one, the parser is
 * told of that one alone.
 */
final class Commands {
  private Commands() {}

  /**
   * Returns the command for a plain command line, or null: {@code ip [--json] WHAT…} or {@code ip
   * LIST [--json] WHAT…} and no other option.
   */
  static @Nullable Callable<Integer> plain(String[] args) {
    if (args.length < 1 || !args[0].equals("ip")) return null;
    @Nullable ListCommand list = args.length > 1 ? list(args[1]) : null;
    List<String> what = new ArrayList<>();
    boolean json = false;
    for (int i = list == null ? 1 : 2; i < args.length; i++) {
      String arg = args[i];
      if (arg.equals("--json") || arg.equals("-j")) json = true;
      else if (arg.equals("-") || isOperand(arg, list != null)) what.add(arg);
      else return null;
    }
    return list == null ? new IpCommand(what, json) : list.with(what, json);
  }

  /** A word may be a command, where one may stand; with a dot or a colon it is none. */
  private static boolean isOperand(String arg, boolean isAfterCommand) {
    return !arg.startsWith("-")
        && (isAfterCommand || arg.indexOf('.') > 0 || arg.indexOf(':') >= 0);
  }

  private static @Nullable ListCommand list(String name) {
    return switch (name) {
      case "hosts" -> new IpHosts();
      case "subnets" -> new IpSubnets();
      case "supernet" -> new IpSupernet();
      case "range" -> new IpRangeCommand();
      case "merge" -> new IpMerge();
      case "subtract" -> new IpSubtract();
      case "intersect" -> new IpIntersect();
      case "sort" -> new IpSort();
      default -> null;
    };
  }

  /** Makes the parser of this command line. */
  static CommandLine tree(String... args) {
    var root = new CommandLine(new Lisle());
    String first = args.length > 0 ? args[0] : "";
    String second = args.length > 1 ? args[1] : "";
    chosen(all(), first)
        .forEach(
            (name, of) -> {
              var command = new CommandLine(of);
              if (of == IpCommand.class) chosen(ofIp(), second).forEach(command::addSubcommand);
              root.addSubcommand(name, command);
            });
    if (root.getSubcommands().size() > 1) {
      root.addSubcommand(HelpCommand.class);
      root.addSubcommand(Completion.class);
      root.addSubcommand(ManPages.class);
    }
    tellVersion(root, root.getCommandSpec().version());
    return root;
  }

  /** All commands are of one version. */
  private static void tellVersion(CommandLine command, String... version) {
    command.getCommandSpec().version(version);
    for (CommandLine sub : command.getSubcommands().values()) tellVersion(sub, version);
  }

  private static Map<String, Class<?>> chosen(Map<String, Class<?>> commands, String name) {
    Class<?> one = commands.get(name);
    return one == null ? commands : Map.of(name, one);
  }

  private static Map<String, Class<?>> all() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("ip", IpCommand.class);
    all.put("resolve", ResolveCommand.class);
    all.put("service", ServiceCommand.class);
    all.put("host", HostCommand.class);
    all.put("serve", ServeCommand.class);
    all.put("connect", ConnectCommand.class);
    all.put("wait", WaitCommand.class);
    return all;
  }

  private static Map<String, Class<?>> ofIp() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("hosts", IpHosts.class);
    all.put("subnets", IpSubnets.class);
    all.put("supernet", IpSupernet.class);
    all.put("range", IpRangeCommand.class);
    all.put("merge", IpMerge.class);
    all.put("subtract", IpSubtract.class);
    all.put("intersect", IpIntersect.class);
    all.put("contains", IpContains.class);
    all.put("sort", IpSort.class);
    all.put("grep", IpGrep.class);
    all.put("lookup", IpLookup.class);
    return all;
  }
}
