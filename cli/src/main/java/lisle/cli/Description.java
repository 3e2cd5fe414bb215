package lisle.cli;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpRange;
import lisle.ipaddress.Ipv6Address;
import lisle.ipaddress.Ipv6Network;
import lisle.ipaddress.RegistryEntry;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say about an address, network, interface or range: as JSON on one line, or as
 * lines for a person. A network's or range's number, bytes and reverse name are those of its first
 * address.
 */
final class Description {
  private final String input;
  private final What what;
  private final IpAddress address;
  private final @Nullable IpNetwork network;
  private final Flags flags;
  private final @Nullable RegistryEntry registry;

  Description(String input, What what) {
    this.input = input;
    this.what = what;
    address = what.first();
    network = what.network();
    // Not a switch: the JVM would make a class for it at each start, which takes ten milliseconds.
    if (what instanceof What.Network(IpNetwork n)) {
      flags = Flags.of(n);
      registry = entry(block -> block.contains(n));
    } else if (what instanceof What.Range(IpRange r)) {
      flags = Flags.of(r);
      registry = entry(block -> r.networks().stream().allMatch(block::contains));
    } else {
      flags = Flags.of(address);
      registry = address.registryEntry();
    }
  }

  /** The longest entry of the registry with such a block, or null. */
  private static @Nullable RegistryEntry entry(Predicate<IpNetwork> holds) {
    RegistryEntry longest = null;
    for (RegistryEntry entry : RegistryEntry.all()) {
      if (!holds.test(entry.block())) continue;
      if (longest == null || entry.block().prefixLength() > longest.block().prefixLength()) {
        longest = entry;
      }
    }
    return longest;
  }

  private String packed() {
    return HexFormat.of().formatHex(address.packed());
  }

  private static IpAddress firstHost(IpNetwork network) {
    // A range drops the scope, which the last address and those between have none of either.
    IpAddress first = network.toRange().first();
    return network.bitLength() - network.prefixLength() <= 1 ? first : first.plus(1);
  }

  private static IpAddress lastHost(IpNetwork network) {
    return network.version() == 6 || network.bitLength() - network.prefixLength() <= 1
        ? network.last()
        : network.last().minus(1);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** Writes the object: the keys are those of the guide, and stay. */
  void writeTo(Json json) {
    @Nullable Ipv6Address v6 = address instanceof Ipv6Address a ? a : null;
    boolean one = what instanceof What.Address || what instanceof What.Interface;
    json.open()
        .put("input", input)
        .put("kind", what.kind())
        .put("version", address.version())
        .put("text", what.text())
        .put("exploded", what.exploded())
        .put("integer", address.toBigInteger().toString())
        .put("packed", packed())
        .put("reverse", address.reversePointer())
        .put("private", flags.isPrivate)
        .put("global", flags.isGlobal)
        .put("loopback", flags.isLoopback)
        .put("link_local", flags.isLinkLocal)
        .put("multicast", flags.isMulticast)
        .put("unspecified", flags.isUnspecified)
        .put("reserved", flags.isReserved)
        .put("site_local", flags.isSiteLocal)
        .put("scope", v6 == null ? null : v6.scope())
        .put("ipv4_mapped", v6 == null || !one ? null : text(v6.ipv4Mapped()))
        .put("sixtofour", v6 == null || !one ? null : text(v6.sixToFour()));
    Ipv6Address.@Nullable Teredo teredo = v6 == null || !one ? null : v6.teredo();
    json.key("teredo");
    if (teredo == null) {
      json.raw("null");
    } else {
      json.open()
          .put("server", teredo.server().toString())
          .put("client", teredo.client().toString())
          .put("port", teredo.port())
          .close();
    }
    json.key("registry");
    if (registry == null) json.raw("null");
    else writeTo(json, registry);
    if (network != null) {
      json.put("network", network.toString())
          .put("broadcast", network.last().toString())
          .put("netmask", network.netmask().toString())
          .put("hostmask", network.hostmask().toString())
          .put("prefix", network.prefixLength())
          .put("addresses", network.size().toString())
          .put("first_host", firstHost(network).toString())
          .put("last_host", lastHost(network).toString());
    }
    if (what instanceof What.Range(IpRange range)) {
      json.put("first", range.first().toString())
          .put("last", range.last().toString())
          .put("addresses", range.size().toString())
          .key("networks")
          .openArray();
      for (IpNetwork part : range.networks()) json.add(part.toString());
      json.closeArray();
    }
    json.close();
  }

  private static void writeTo(Json json, RegistryEntry entry) {
    json.open()
        .put("block", entry.block().toString())
        .put("name", entry.name())
        .put("specification", entry.specification())
        .put("allocated", entry.allocated().toString())
        .put("terminated", text(entry.terminated()))
        .key("source")
        .raw(answer(entry.source()))
        .key("destination")
        .raw(answer(entry.destination()))
        .key("forwardable")
        .raw(answer(entry.forwardable()))
        .key("globally_reachable")
        .raw(answer(entry.globallyReachable()))
        .key("reserved_by_protocol")
        .raw(answer(entry.reservedByProtocol()))
        .close();
  }

  private static String answer(RegistryEntry.Answer answer) {
    return switch (answer) {
      case YES -> "true";
      case NO -> "false";
      case NOT_APPLICABLE, UNSTATED -> "null";
    };
  }

  /** Writes lines for a person: the text, then what is known, each on a line of its own. */
  void writeTo(Output out, Style style) throws ClosedOutputException {
    out.line(style.bold(what.text()));
    row(out, "kind", "IPv" + address.version() + " " + what.kind());
    if (!what.exploded().equals(what.text())) row(out, "exploded", what.exploded());
    if (what instanceof What.Interface && network != null) row(out, "network", network.toString());
    if (network != null) {
      row(out, "addresses", network.size().toString());
      row(out, "hosts", firstHost(network) + " - " + lastHost(network));
      row(out, "netmask", network.netmask().toString());
      row(out, "hostmask", network.hostmask().toString());
      row(out, network.version() == 4 ? "broadcast" : "last", network.last().toString());
    }
    if (what instanceof What.Range(IpRange range)) {
      row(out, "addresses", range.size().toString());
      for (IpNetwork part : range.networks()) row(out, "network", part.toString());
    }
    row(out, "integer", address.toBigInteger().toString());
    row(out, "packed", packed());
    row(out, "reverse", address.reversePointer());
    if (address instanceof Ipv6Address v6 && network == null && what instanceof What.Address) {
      if (v6.scope() != null) row(out, "scope", v6.scope());
      if (v6.ipv4Mapped() != null) row(out, "mapped", text(v6.ipv4Mapped()));
      if (v6.sixToFour() != null) row(out, "6to4", text(v6.sixToFour()));
      Ipv6Address.@Nullable Teredo teredo = v6.teredo();
      if (teredo != null) {
        String client = teredo.client() + " port " + teredo.port();
        row(out, "teredo", "server " + teredo.server() + ", client " + client);
      }
    }
    String words = String.join(", ", flags.words());
    if (!words.isEmpty()) row(out, "is", words);
    if (registry != null) {
      row(
          out,
          "registry",
          registry.block() + " " + registry.name() + " (" + registry.specification() + ")");
    }
  }

  private static void row(Output out, String name, @Nullable String value)
      throws ClosedOutputException {
    out.text("  ").text(name);
    for (int i = name.length(); i < 11; i++) out.put(' ');
    out.line(value == null ? "" : value);
  }

  /** Yes or no. Of a network or range: of all of it. */
  private record Flags(
      boolean isPrivate,
      boolean isGlobal,
      boolean isLoopback,
      boolean isLinkLocal,
      boolean isMulticast,
      boolean isUnspecified,
      boolean isReserved,
      boolean isSiteLocal) {

    static Flags of(IpAddress a) {
      return new Flags(
          a.isPrivate(),
          a.isGlobal(),
          a.isLoopback(),
          a.isLinkLocal(),
          a.isMulticast(),
          a.isUnspecified(),
          a.isReserved(),
          a instanceof Ipv6Address v6 && v6.isSiteLocal());
    }

    static Flags of(IpNetwork n) {
      return new Flags(
          n.isPrivate(),
          n.isGlobal(),
          n.isLoopback(),
          n.isLinkLocal(),
          n.isMulticast(),
          n.isUnspecified(),
          n.isReserved(),
          n instanceof Ipv6Network v6 && v6.isSiteLocal());
    }

    static Flags of(IpRange range) {
      Flags all = null;
      for (IpNetwork part : range.networks()) {
        Flags flags = of(part);
        all = all == null ? flags : all.and(flags);
      }
      if (all == null) throw new AssertionError("a range has addresses");
      return all;
    }

    private Flags and(Flags o) {
      return new Flags(
          isPrivate && o.isPrivate,
          isGlobal && o.isGlobal,
          isLoopback && o.isLoopback,
          isLinkLocal && o.isLinkLocal,
          isMulticast && o.isMulticast,
          isUnspecified && o.isUnspecified,
          isReserved && o.isReserved,
          isSiteLocal && o.isSiteLocal);
    }

    List<String> words() {
      var words = new ArrayList<String>();
      if (isPrivate) words.add("private");
      if (isGlobal) words.add("global");
      if (isLoopback) words.add("loopback");
      if (isLinkLocal) words.add("link-local");
      if (isMulticast) words.add("multicast");
      if (isUnspecified) words.add("unspecified");
      if (isReserved) words.add("reserved");
      if (isSiteLocal) words.add("site-local");
      return words;
    }
  }
}
