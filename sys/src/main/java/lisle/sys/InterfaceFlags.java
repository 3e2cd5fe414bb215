package lisle.sys;

/** The flags of a network interface, and the requests that ask for one, netdevice(7). */
public final class InterfaceFlags {
  // Flags
  public static final int IFF_UP = 1;
  public static final int IFF_BROADCAST = 2;
  public static final int IFF_DEBUG = 4;
  public static final int IFF_LOOPBACK = 8;
  public static final int IFF_POINTOPOINT = 16;
  public static final int IFF_NOTRAILERS = 32;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;
  public static final int IFF_PROMISC = 0x100;
  public static final int IFF_ALLMULTI = 0x200;
  public static final int IFF_MASTER = 0x400;
  public static final int IFF_SLAVE = 0x800;
  public static final int IFF_MULTICAST = 0x1000;
  public static final int IFF_PORTSEL = 0x2000;
  public static final int IFF_AUTOMEDIA = 0x4000;
  public static final int IFF_DYNAMIC = 0x8000;
  public static final int IFF_LOWER_UP = 0x10000;
  public static final int IFF_DORMANT = 0x20000;
  public static final int IFF_ECHO = 0x40000;

  // Lengths
  public static final int IFNAMSIZ = 16;
  public static final int IFHWADDRLEN = 6;

  // Requests of ioctl(2)
  public static final int SIOCGIFNAME = 0x8910;
  public static final int SIOCGIFCONF = 0x8912;
  public static final int SIOCGIFFLAGS = 0x8913;
  public static final int SIOCGIFADDR = 0x8915;
  public static final int SIOCGIFDSTADDR = 0x8917;
  public static final int SIOCGIFBRDADDR = 0x8919;
  public static final int SIOCGIFNETMASK = 0x891b;
  public static final int SIOCGIFMETRIC = 0x891d;
  public static final int SIOCGIFMTU = 0x8921;
  public static final int SIOCGIFHWADDR = 0x8927;
  public static final int SIOCGIFINDEX = 0x8933;
  public static final int SIOCGIFTXQLEN = 0x8942;
  public static final int SIOCGSTAMP = 0x8906;
  public static final int SIOCGSTAMPNS = 0x8907;
  public static final int SIOCGSKNS = 0x894c;
  public static final int SIOCSIFFLAGS = 0x8914;
  public static final int SIOCADDMULTI = 0x8931;
  public static final int SIOCDELMULTI = 0x8932;

  // Kinds of hardware, sll_hatype
  public static final int ARPHRD_ETHER = 1;
  public static final int ARPHRD_INFINIBAND = 32;
  public static final int ARPHRD_CAN = 280;
  public static final int ARPHRD_PPP = 0x200;
  public static final int ARPHRD_TUNNEL = 768;
  public static final int ARPHRD_TUNNEL6 = 769;
  public static final int ARPHRD_LOOPBACK = 772;
  public static final int ARPHRD_SIT = 776;
  public static final int ARPHRD_NONE = 0xfffe;
  public static final int ARPHRD_VSOCKMON = 826;
  public static final int ARPHRD_NETLINK = 824;

  private InterfaceFlags() {}
}
