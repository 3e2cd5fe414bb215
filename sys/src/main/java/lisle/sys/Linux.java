package lisle.sys;

/**
 * The constants of the C headers that are the same on every Linux with a table, under their C
 * names: the basics, what every socket and every TCP connection needs, and {@code errno}. The rest
 * stand by topic in {@link SocketOptions}, {@link IpOptions}, {@link Ipv6Options}, {@link
 * TcpOptions}, {@link UdpOptions}, {@link ControlMessages}, {@link IcmpTypes}, {@link
 * NetlinkOptions}, {@link PacketOptions}, {@link VsockOptions}, {@link CanOptions} and {@link
 * InterfaceFlags}. A test compiles a C program for each platform and compares every one of them.
 */
public final class Linux {
  // Address families and socket types, socket(2)
  public static final int AF_UNSPEC = 0;
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int AF_CAN = 29;
  public static final int AF_VSOCK = 40;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_RDM = 4;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOMAXCONN = 0x1000;
  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  // Protocols, protocols(5)
  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_UDP = 17;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_ICMPV6 = 58;
  public static final int IPPROTO_UDPLITE = 136;
  public static final int IPPROTO_SCTP = 132;
  public static final int IPPROTO_MPTCP = 0x106;
  public static final int IPPROTO_RAW = 255;

  // Flags of one message, recv(2) and send(2)
  public static final int MSG_OOB = 1;
  public static final int MSG_PEEK = 2;
  public static final int MSG_DONTROUTE = 4;
  public static final int MSG_CTRUNC = 8;
  public static final int MSG_TRUNC = 32;
  public static final int MSG_DONTWAIT = 64;
  public static final int MSG_EOR = 128;
  public static final int MSG_WAITALL = 0x100;
  public static final int MSG_CONFIRM = 0x800;
  public static final int MSG_ERRQUEUE = 0x2000;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_MORE = 0x8000;
  public static final int MSG_WAITFORONE = 0x10000;
  public static final int MSG_ZEROCOPY = 0x4000000;
  public static final int MSG_FASTOPEN = 0x20000000;
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;

  // Options of every socket, socket(7)
  public static final int SOL_SOCKET = 1;
  public static final int SO_DEBUG = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_TYPE = 3;
  public static final int SO_ERROR = 4;
  public static final int SO_DONTROUTE = 5;
  public static final int SO_BROADCAST = 6;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_KEEPALIVE = 9;
  public static final int SO_OOBINLINE = 10;
  public static final int SO_LINGER = 13;
  public static final int SO_REUSEPORT = 15;
  public static final int SO_PASSCRED = 16;
  public static final int SO_PEERCRED = 17;
  public static final int SO_RCVLOWAT = 18;
  public static final int SO_SNDLOWAT = 19;
  public static final int SO_ACCEPTCONN = 30;
  public static final int SO_PROTOCOL = 38;
  public static final int SO_DOMAIN = 39;
  public static final int SO_INCOMING_CPU = 49;

  // Options of TCP, tcp(7)
  public static final int TCP_NODELAY = 1;
  public static final int TCP_MAXSEG = 2;
  public static final int TCP_CORK = 3;
  public static final int TCP_KEEPIDLE = 4;
  public static final int TCP_KEEPINTVL = 5;
  public static final int TCP_KEEPCNT = 6;
  public static final int TCP_INFO = 11;
  public static final int TCP_QUICKACK = 12;
  public static final int TCP_USER_TIMEOUT = 18;

  // Options of IPv6, ipv6(7)
  public static final int IPV6_V6ONLY = 26;
  public static final int IPV6_UNICAST_HOPS = 16;

  // epoll(7)
  public static final int EPOLL_CLOEXEC = 0x80000;
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;
  public static final int EPOLLIN = 1;
  public static final int EPOLLPRI = 2;
  public static final int EPOLLOUT = 4;
  public static final int EPOLLERR = 8;
  public static final int EPOLLHUP = 16;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLEXCLUSIVE = 0x10000000;
  public static final int EPOLLWAKEUP = 0x20000000;
  public static final int EPOLLONESHOT = 0x40000000;
  public static final int EPOLLET = 0x80000000;

  // poll(2)
  public static final int POLLIN = 1;
  public static final int POLLPRI = 2;
  public static final int POLLOUT = 4;
  public static final int POLLERR = 8;
  public static final int POLLHUP = 16;
  public static final int POLLNVAL = 32;
  public static final int POLLRDHUP = 0x2000;

  // eventfd(2), pipe(2), open(2), fcntl(2)
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;
  public static final int EFD_SEMAPHORE = 1;
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int F_DUPFD_CLOEXEC = 0x406;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int FD_CLOEXEC = 1;

  // splice(2)
  public static final int SPLICE_F_MOVE = 1;
  public static final int SPLICE_F_NONBLOCK = 2;
  public static final int SPLICE_F_MORE = 4;

  // getaddrinfo(3) and getnameinfo(3)
  public static final int AI_PASSIVE = 1;
  public static final int AI_CANONNAME = 2;
  public static final int AI_NUMERICHOST = 4;
  public static final int AI_V4MAPPED = 8;
  public static final int AI_ALL = 16;
  public static final int AI_ADDRCONFIG = 32;
  public static final int AI_NUMERICSERV = 0x400;
  public static final int EAI_BADFLAGS = -1;
  public static final int EAI_NONAME = -2;
  public static final int EAI_AGAIN = -3;
  public static final int EAI_FAIL = -4;
  public static final int EAI_NODATA = -5;
  public static final int EAI_FAMILY = -6;
  public static final int EAI_SOCKTYPE = -7;
  public static final int EAI_SERVICE = -8;
  public static final int EAI_ADDRFAMILY = -9;
  public static final int EAI_MEMORY = -10;
  public static final int EAI_SYSTEM = -11;
  public static final int EAI_OVERFLOW = -12;
  public static final int NI_NUMERICHOST = 1;
  public static final int NI_NUMERICSERV = 2;
  public static final int NI_NOFQDN = 4;
  public static final int NI_NAMEREQD = 8;
  public static final int NI_DGRAM = 16;
  public static final int NI_MAXHOST = 0x401;
  public static final int NI_MAXSERV = 32;

  // More protocols and families
  public static final int AF_BLUETOOTH = 31;
  public static final int AF_TIPC = 30;
  public static final int AF_ALG = 38;
  public static final int AF_XDP = 44;
  public static final int IPPROTO_IGMP = 2;
  public static final int IPPROTO_IPIP = 4;
  public static final int IPPROTO_GRE = 47;
  public static final int IPPROTO_ESP = 50;
  public static final int IPPROTO_AH = 51;
  public static final int IPPROTO_DCCP = 33;
  public static final int IPPROTO_ETHERNET = 143;
  public static final int IPPROTO_HOPOPTS = 0;
  public static final int IPPROTO_ROUTING = 43;
  public static final int IPPROTO_FRAGMENT = 44;
  public static final int IPPROTO_NONE = 59;
  public static final int IPPROTO_DSTOPTS = 60;
  public static final int SOCK_PACKET = 10;
  public static final int SOCK_DCCP = 6;
  public static final int MSG_BATCH = 0x40000;
  public static final int MSG_PROXY = 16;

  // States of a TCP connection, tcpi_state
  public static final int TCP_ESTABLISHED = 1;
  public static final int TCP_SYN_SENT = 2;
  public static final int TCP_SYN_RECV = 3;
  public static final int TCP_FIN_WAIT1 = 4;
  public static final int TCP_FIN_WAIT2 = 5;
  public static final int TCP_TIME_WAIT = 6;
  public static final int TCP_CLOSE = 7;
  public static final int TCP_CLOSE_WAIT = 8;
  public static final int TCP_LAST_ACK = 9;
  public static final int TCP_LISTEN = 10;
  public static final int TCP_CLOSING = 11;

  // Memory: mmap(2)
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_PRIVATE = 2;
  public static final int MAP_ANONYMOUS = 0x20;
  public static final int MAP_NORESERVE = 0x4000;

  // Files: open(2), fcntl(2), memfd_create(2), timerfd_create(2), getrlimit(2), ioctl(2)
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int MFD_CLOEXEC = 1;
  public static final int MFD_ALLOW_SEALING = 2;
  public static final int TFD_CLOEXEC = 0x80000;
  public static final int TFD_NONBLOCK = 0x800;
  public static final int TFD_TIMER_ABSTIME = 1;
  public static final int CLOCK_REALTIME = 0;
  public static final int CLOCK_MONOTONIC = 1;
  public static final int CLOCK_BOOTTIME = 7;
  public static final int CLOCK_TAI = 11;
  public static final int RLIMIT_NOFILE = 7;
  public static final int RLIMIT_MEMLOCK = 8;
  public static final int FIONREAD = 0x541b;
  public static final int FIONBIO = 0x5421;
  public static final int SIOCINQ = 0x541b;
  public static final int SIOCOUTQ = 0x5411;
  public static final int SIOCOUTQNSD = 0x894b;
  public static final int SIOCATMARK = 0x8905;
  public static final int SPLICE_F_GIFT = 8;
  public static final int UIO_MAXIOV = 0x400;
  public static final int SYS_pidfd_open = 434;
  public static final int SYS_pidfd_getfd = 438;

  // More of getaddrinfo(3), getnameinfo(3) and gethostbyname(3)
  public static final int AI_IDN = 0x40;
  public static final int AI_CANONIDN = 0x80;
  public static final int NI_IDN = 32;
  public static final int NETDB_INTERNAL = -1;
  public static final int HOST_NOT_FOUND = 1;
  public static final int TRY_AGAIN = 2;
  public static final int NO_RECOVERY = 3;
  public static final int NO_DATA = 4;

  // errno(3)
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int ENOTBLK = 15;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int EPIPE = 32;
  public static final int EDOM = 33;
  public static final int ERANGE = 34;
  public static final int EDEADLK = 35;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOLCK = 37;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENOMSG = 42;
  public static final int EIDRM = 43;
  public static final int ECHRNG = 44;
  public static final int EL2NSYNC = 45;
  public static final int EL3HLT = 46;
  public static final int EL3RST = 47;
  public static final int ELNRNG = 48;
  public static final int EUNATCH = 49;
  public static final int ENOCSI = 50;
  public static final int EL2HLT = 51;
  public static final int EBADE = 52;
  public static final int EBADR = 53;
  public static final int EXFULL = 54;
  public static final int ENOANO = 55;
  public static final int EBADRQC = 56;
  public static final int EBADSLT = 57;
  public static final int EBFONT = 59;
  public static final int ENOSTR = 60;
  public static final int ENODATA = 61;
  public static final int ETIME = 62;
  public static final int ENOSR = 63;
  public static final int ENONET = 64;
  public static final int ENOPKG = 65;
  public static final int EREMOTE = 66;
  public static final int ENOLINK = 67;
  public static final int EADV = 68;
  public static final int ESRMNT = 69;
  public static final int ECOMM = 70;
  public static final int EPROTO = 71;
  public static final int EMULTIHOP = 72;
  public static final int EDOTDOT = 73;
  public static final int EBADMSG = 74;
  public static final int EOVERFLOW = 75;
  public static final int ENOTUNIQ = 76;
  public static final int EBADFD = 77;
  public static final int EREMCHG = 78;
  public static final int ELIBACC = 79;
  public static final int ELIBBAD = 80;
  public static final int ELIBSCN = 81;
  public static final int ELIBMAX = 82;
  public static final int ELIBEXEC = 83;
  public static final int EILSEQ = 84;
  public static final int ERESTART = 85;
  public static final int ESTRPIPE = 86;
  public static final int EUSERS = 87;
  public static final int ENOTSOCK = 88;
  public static final int EDESTADDRREQ = 89;
  public static final int EMSGSIZE = 90;
  public static final int EPROTOTYPE = 91;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int ESOCKTNOSUPPORT = 94;
  public static final int EOPNOTSUPP = 95;
  public static final int EPFNOSUPPORT = 96;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENETRESET = 102;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ESHUTDOWN = 108;
  public static final int ETOOMANYREFS = 109;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;
  public static final int ENOTNAM = 118;
  public static final int ENAVAIL = 119;
  public static final int EISNAM = 120;
  public static final int EREMOTEIO = 121;
  public static final int EDQUOT = 122;
  public static final int ENOMEDIUM = 123;
  public static final int EMEDIUMTYPE = 124;
  public static final int ECANCELED = 125;
  public static final int ENOKEY = 126;
  public static final int EKEYEXPIRED = 127;
  public static final int EKEYREVOKED = 128;
  public static final int EKEYREJECTED = 129;
  public static final int EOWNERDEAD = 130;
  public static final int ENOTRECOVERABLE = 131;
  public static final int ERFKILL = 132;

  private Linux() {}
}
