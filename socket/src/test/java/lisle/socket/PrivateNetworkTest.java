package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lookups and connections in a network that has a name server of its own, addresses that swallow
 * what is sent to them, and some that there is no way to.
 */
@Timeout(120)
class PrivateNetworkTest {
  private static final String SETUP =
      """
      set -e
      ip link set lo up
      hostname sock.lisle.example
      # What is sent to a neighbour that is not there is lost without a word.
      ip link add sink type veth peer name drain
      ip link set sink up
      ip link set drain up
      ip addr add 198.51.100.2/24 dev sink
      ip addr add 2001:db8:dead::2/64 dev sink nodad
      ip neigh add 198.51.100.9 lladdr 02:00:00:00:00:09 dev sink nud permanent
      ip -6 neigh add 2001:db8:dead::9 lladdr 02:00:00:00:00:09 dev sink nud permanent
      ip -6 route add unreachable 2001:db8:1::/48
      """;

  private static final String EXPECTED =
      """
      both: [192.0.2.10:80, [2001:db8::10]:80]
      alias: [192.0.2.10:80, [2001:db8::10]:80]
      canonical: both.lisle.example
      host: Host[name=both.lisle.example, aliases=[alias.lisle.example], addresses=[192.0.2.10, 2001:db8::10]]
      owner: Host[name=both.lisle.example, aliases=[], addresses=[192.0.2.10]]
      name: NameInfo[host=both.lisle.example, service=http]
      no name: NameInfo[host=192.0.2.11, service=http]
      name required: LookupException: name of 192.0.2.11:80: no such name (EAI_NONAME)
      many: 100
      many hosts: 100
      missing: LookupException: look up missing.lisle.example: no such name (EAI_NONAME)
      empty: LookupException: look up empty.lisle.example: the name has no address (EAI_NODATA)
      broken: LookupException: look up broken.lisle.example: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      refused: LookupException: look up refused.lisle.example: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      four: [192.0.2.10:80]
      four by six: LookupException: look up four.lisle.example, AF_INET6: the name has no address (EAI_NODATA)
      missing host: LookupException: host missing.lisle.example, AF_INET: no such name (EAI_NONAME)
      broken host: LookupException: host broken.lisle.example, AF_INET6: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      host whose six is broken: LookupException: host brokensix.lisle.example, AF_INET6: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      host whose four is broken: LookupException: host brokenfour.lisle.example, AF_INET: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      host by four: [192.0.2.10]
      host by six: [2001:db8::10]
      never: SocketTimeoutException: look up never.lisle.example: no answer within 50 ms
      beside never: [192.0.2.10:80, [2001:db8::10]:80]
      full name: sock.lisle.example
      renamed: other
      warm: [::1]:PORT
      local: [::1]:PORT
      local by four: 127.0.0.1:PORT
      dead six: 127.0.0.1:PORT
      no route by six: 127.0.0.1:PORT
      silent six: 127.0.0.1:PORT
      missing: LookupException: look up missing.lisle.example, AF_INET6: no such name (EAI_NONAME)
      broken: LookupException: look up broken.lisle.example, AF_INET6: no answer from the name service (EAI_AGAIN): try again later, or see the servers in /etc/resolv.conf
      unix: LookupException: look up local.lisle.example, AF_UNIX: no names in that family (EAI_FAMILY): ask for IPv4 or IPv6
      never: SocketTimeoutException: connect never.lisle.example:PORT: timed out after 50 ms, with the name still being looked up
      dead: SocketTimeoutException: connect dead.lisle.example:PORT: timed out after 1000 ms: 198.51.100.9:PORT: no answer yet; [2001:db8:dead::9]:PORT: no answer yet
      source: 198.51.100.2
      source by six: 2001:db8:dead::2
      first of both: 2 agreed
      first of local: 2 agreed
      first of deadsix: 2 agreed
      first of noroutesix: 2 agreed
      first of dead: 2 agreed
      no way: NoRoute: connect [2001:db8:1::9]:9: no route to host (EHOSTUNREACH)
      """;

  @Test
  void names_are_looked_up_and_connected_to_whatever_their_server_does(@TempDir Path folder)
      throws Exception {
    assumeTrue(Child.isThere(Child.PYTHON, "-c", ""), "no python3 on this machine");
    assumeTrue(Child.isThere("ip", "-V"), "no ip: install iproute2");
    Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files dns\n");
    Files.writeString(
        folder.resolve("hosts"), "127.0.0.1 localhost\n192.0.2.99 sock.lisle.example sock\n");
    Files.writeString(folder.resolve("services"), "http 80/tcp\n");
    Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path script = folder.resolve("network.sh");
    Files.writeString(script, SETUP + Files.readString(Child.copy("alone.sh", folder)));
    List<String> veth = new ArrayList<>(Child.namespaces());
    veth.addAll(List.of("ip", "link", "add", "sink", "type", "veth"));
    assumeTrue(Child.isThere(veth.toArray(String[]::new)), "this kernel makes no veth devices");
    List<String> command = new ArrayList<>(Child.alone(script, folder.toString()));
    command.addAll(List.of(Child.PYTHON, Child.copy("dns.py", folder).toString()));
    command.addAll(Child.java(PrivateNetwork.class));
    assertThat(Child.run(command)).isEqualTo(EXPECTED);
  }
}
