package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class JdkAddressesTest {
  @Test
  void aNumberedScopeGoesThereAndBack() {
    IpAddress address = IpAddress.parse("fe80::1%7");
    var theirs = (Inet6Address) address.toInetAddress();
    assertThat(theirs.getScopeId()).isEqualTo(7);
    assertThat(IpAddress.from(theirs)).isEqualTo(address);
  }

  @Test
  void anInterfaceWithoutAnAddressOfThatKindGoesThereByItsNumber() throws Exception {
    // A loopback interface has no link-local address.
    NetworkInterface loopback =
        NetworkInterface.networkInterfaces().filter(JdkAddressesTest::isLoopback).findFirst().get();
    IpAddress address = IpAddress.parse("fe80::1%" + loopback.getName());
    var theirs = (Inet6Address) address.toInetAddress();
    assertThat(theirs.getScopeId()).isEqualTo(loopback.getIndex());
    assertThat(theirs.getAddress()).isEqualTo(address.packed());
  }

  private static boolean isLoopback(NetworkInterface named) {
    try {
      return named.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void aScopeThatTheJdkCannotHoldIsRefused() {
    for (String scope : new String[] {"no-such-interface", "-1", "+1", "\u0661", "4294967295"}) {
      Ipv6Address address = Ipv6Address.parse("fe80::1%" + scope);
      assertThatThrownBy(address::toInetAddress)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("%" + scope);
    }
  }

  @Test
  void theHostNameIsIgnored() throws Exception {
    InetAddress theirs = InetAddress.getByAddress("example.org", new byte[] {(byte) 192, 0, 2, 1});
    assertThat(IpAddress.from(theirs)).hasToString("192.0.2.1");
  }
}
