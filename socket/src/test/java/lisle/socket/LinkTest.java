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
 * Two networks with a link between them: we are at one end and Python at the other, and the link
 * loses and delays what is sent. It is made of TUN devices, since fewer kernels have tc-netem(8).
 */
@Timeout(120)
class LinkTest {
  private static final String SETUP =
      """
      set -e
      python=$1; peer=$2; folder=$3; shift 3
      ip link set lo up
      mkfifo "$folder/ready"
      "$python" "$peer" "$folder/weather" > "$folder/ready" &
      trap 'kill $!' EXIT
      read -r ready < "$folder/ready"
      ip addr add 192.0.2.1/24 dev left
      ip addr add 2001:db8:a::1/64 dev left nodad
      ip link set left up multicast on mtu 1400
      ip addr add 192.0.2.129/32 peer 192.0.2.130/32 dev left
      # One that is down, so there are no routes by it.
      ip tuntap add dev left1 mode tap
      ip addr add 203.0.113.193/24 broadcast + label left10 dev left1
      ip addr add 203.0.113.129 peer 203.0.113.130/32 dev left1
      ip addr add 2001:db8:c::1 peer 2001:db8:c::2/128 dev left1 nodad
      ip route add unreachable 198.51.100.0/25
      ip route add prohibit 198.51.100.128/25
      "$@" "$folder/weather"
      """;

  private static final String EXPECTED =
      """
      interface: 1400 [] [192.0.2.130] [192.0.2.1/24, 192.0.2.129/32, 2001:db8:a::1/64]
      another: 1500 [203.0.113.255] [203.0.113.130, 2001:db8:c::2] [203.0.113.193/24, 203.0.113.129/32, 2001:db8:c::1/128]
      long hardware address: whole
      233.252.0.1: [192.0.2.2, 192.0.2.3]
      233.252.0.1 of 192.0.2.3: [192.0.2.3]
      233.252.0.1, left: []
      ff05::db8:0:1: [2001:db8:a::2, 2001:db8:a::3]
      ff05::db8:0:1 of 2001:db8:a::3: [2001:db8:a::3]
      ff05::db8:0:1, left: []
      233.252.0.2, heard: news from 192.0.2.1
      ff05::db8:0:2, heard: news from 2001:db8:a::1
      through loss and delay: the same bytes, retransmitted true, slow true
      what ss says: the same
      nobody hears, receive: SocketTimeoutException: receive: timed out
      nobody hears, connect: SocketTimeoutException: connect 192.0.2.2:7: timed out
      nobody hears, sent twice: Connect: connect 192.0.2.2:7: connection timed out (ETIMEDOUT)
      nobody hears, acknowledged: Other: receive 192.0.2.2:7: connection timed out (ETIMEDOUT)
      nobody hears, kept alive: Other: receive 192.0.2.2:7: connection timed out (ETIMEDOUT)
      heard again: again
      no such network: NoRoute: connect 203.0.113.1:7: network is unreachable (ENETUNREACH)
      no such network by six: NoRoute: connect [2001:db8:b::1]:7: network is unreachable (ENETUNREACH)
      no way: NoRoute: connect 198.51.100.1:7: no route to host (EHOSTUNREACH)
      prohibited: Other: connect 198.51.100.129:7: permission denied (EACCES): a route prohibits it; or to broadcast, set SO_BROADCAST
      """;

  @Test
  void groups_loss_delay_timeouts_and_missing_routes_are_as_they_should_be(@TempDir Path folder)
      throws Exception {
    assumeTrue(Child.isThere(Child.PYTHON, "-c", ""), "no python3 on this machine");
    assumeTrue(Child.isThere("ip", "-V"), "no ip: install iproute2");
    assumeTrue(Files.exists(Path.of("/dev/net/tun")), "this kernel has no TUN devices");
    List<String> probe = new ArrayList<>(Child.namespaces());
    probe.addAll(List.of("ip", "tuntap", "add", "dev", "left", "mode", "tun"));
    assumeTrue(Child.isThere(probe.toArray(String[]::new)), "no right to make TUN devices");
    Path script = Files.writeString(folder.resolve("link.sh"), SETUP);
    String peer = Child.copy("link.py", folder).toString();
    List<String> command =
        new ArrayList<>(Child.alone(script, Child.PYTHON, peer, folder.toString()));
    command.addAll(Child.java(Link.class));
    assertThat(Child.run(command)).isEqualTo(EXPECTED);
  }
}
