// Makes the load, on one thread over epoll: N connections, each of which sends a message, waits for
// the whole of its echo, checks it, and sends the next. After the warm-up it says `ready` and rests. Each
// line of standard input, a number of seconds, asks for a measured window: `start` and `stop` are printed
// around it, and then a line of results; then it rests again, with all connections open and no message
// on its way, until the input ends. The processor time of the server is read at the very ends of the
// window, in nanoseconds, all its threads and those that have ended included.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *usage =
    "usage: load [-h HOST] -p PORT [-c CONNECTIONS] [-s BYTES] [-w WARM-UP SECONDS] [-l]\n"
    "            [-W WARM-UP REQUESTS] [-P PID OF THE SERVER] [-m echo|accept|idle|udp]\n"
    "            [-k DATAGRAMS] [-g]\n"
    "  echo    each connection sends one message after the other\n"
    "  accept  each connection is opened, sends one message, is closed, and opened again\n"
    "  udp     each connection is a UDP socket that has -k datagrams on the way, sent one by one\n"
    "  -g      those that one socket sends at once go, and come back, as one: UDP_SEGMENT, UDP_GRO\n"
    "  idle    each connection sends one message; then all stay open\n"
    "  Each line of standard input, a number of seconds, is answered by a measurement.\n"
    "  -l      a message is a line: its last byte is a newline\n"
    "  -t MICROSECONDS  what goes by before each message that is measured, with the load's core busy\n";

enum { EVENTS = 1024, SIZE_MAX_BYTES = 65536, BUCKETS = 64 * 16, RUN_IN_NANOS = 20000000, PAUSES = 100 };

// As many datagrams of one socket, and as many bytes of each, as can go as one.
enum { FLYING_MAX = 64, JOINED_MAX_BYTES = 1000 };

struct connection {
  int fd;
  int got;
  uint64_t sequence;
  uint64_t sent_at;
};

static struct sockaddr_in server;
static int size = 64;
static bool lines;
static uint64_t pause_nanos;
static bool reopen;
static int epoll;
static struct connection *connections;
static char message[SIZE_MAX_BYTES];
static char buffer[SIZE_MAX_BYTES];
static uint64_t requests;
static int flying = 8;
static uint64_t lost;
static bool joined;
static bool resting;
static uint32_t histogram[BUCKETS];

// Leaves the memory, and the other thread of a core that has two, to the server.
static void pause_processor(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t nanos(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) < 0) fail("clock_gettime");
  return (uint64_t)time.tv_sec * 1000000000u + time.tv_nsec;
}

// Sixteen buckets to each power of two: within 6 percent.
static int bucket(uint64_t value) {
  if (value < 16) return (int)value;
  int shift = 59 - __builtin_clzll(value);
  return (shift + 1) * 16 + (int)((value >> shift) & 15);
}

static uint64_t bucket_value(int bucket) {
  if (bucket < 16) return bucket;
  int shift = bucket / 16 - 1;
  return (uint64_t)(16 + bucket % 16) << shift;
}

static double quantile_micros(double q) {
  uint64_t all = 0;
  for (int i = 0; i < BUCKETS; i++) all += histogram[i];
  uint64_t below = 0;
  for (int i = 0; i < BUCKETS; i++) {
    below += histogram[i];
    if (below > q * all) return bucket_value(i) / 1e3;
  }
  return 0;
}

// Every message differs from every other in its first bytes: whose it is, and which.
static void compose(struct connection *c) {
  uint64_t name = ((uint64_t)(c - connections) << 40) ^ c->sequence;
  for (int i = 0; i < 8; i++) message[i] = "0123456789abcdefghijklmnopqrstuv"[(name >> (5 * i)) & 31];
}

static void send_message(struct connection *c) {
  c->sequence++;
  c->got = 0;
  compose(c);
  ssize_t sent = send(c->fd, message, size, MSG_NOSIGNAL);
  if (sent != size) fail("send");
}

// Each source address of 127.0.0.0/8 has ports of its own, so that those that are in TIME_WAIT
// don't keep a new connection from being made.
static void open_connection(struct connection *c, int type) {
  static uint32_t source;
  int one = 1;
  c->fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (c->fd < 0) fail("socket");
  if (type == SOCK_STREAM) setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (reopen) {
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7f000100u + source++ % 4096);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(c->fd, (struct sockaddr *)&from, sizeof from) < 0) fail("bind");
  }
  if (joined
      && (setsockopt(c->fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size) < 0
          || setsockopt(c->fd, IPPROTO_UDP, UDP_GRO, &one, sizeof one) < 0)) {
    fail("UDP_SEGMENT, UDP_GRO");
  }
  if (connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
}

static void watch(struct connection *c) {
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = c}};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0) fail("epoll_ctl");
}

// Takes what has come; reports whether that completes the echo.
static bool take(struct connection *c, int flags) {
  ssize_t length = recv(c->fd, buffer, size - c->got, flags);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (length < 0) fail("recv");
  if (length == 0) {
    fprintf(stderr, "load: the server closed a connection\n");
    exit(1);
  }
  compose(c);
  if (memcmp(buffer, message + c->got, length) != 0) {
    fprintf(stderr, "load: what came back is not what was sent\n");
    exit(1);
  }
  c->got += length;
  return c->got == size;
}

static void next(struct connection *c, uint64_t now) {
  if (reopen) {
    close(c->fd);
    open_connection(c, SOCK_STREAM);
    watch(c);
  }
  for (uint64_t end = now + pause_nanos; now < end;) now = nanos(CLOCK_MONOTONIC);
  c->sent_at = now;
  send_message(c);
}

// Runs until the time has come and so many requests have been made. It never sleeps: to wake it up would be
// the work of the server's send, and clients that are elsewhere give a server none.
static uint64_t run_until(uint64_t end, uint64_t least) {
  struct epoll_event events[EVENTS];
  uint64_t now = nanos(CLOCK_MONOTONIC);
  while (now < end || requests < least) {
    int ready = epoll_wait(epoll, events, EVENTS, 0);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    if (ready <= 0) {
      for (int i = 0; i < PAUSES; i++) pause_processor();
      now = nanos(CLOCK_MONOTONIC);
    }
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!take(c, MSG_DONTWAIT)) continue;
      now = nanos(CLOCK_MONOTONIC);
      histogram[bucket(now - c->sent_at)]++;
      requests++;
      next(c, now);
    }
  }
  return now;
}

// Waits for what is on its way, and sends nothing after it.
static void rest(int on_their_way) {
  struct epoll_event events[EVENTS];
  while (on_their_way > 0) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) on_their_way -= take(events[i].data.ptr, MSG_DONTWAIT);
  }
}

static void go(int count) {
  uint64_t now = nanos(CLOCK_MONOTONIC);
  for (int i = 0; i < count; i++) next(&connections[i], now);
}

// Datagrams: what a message is named by stands in it, where it is on the way and when it was sent.

struct datagram {
  uint32_t connection;
  uint32_t slot;
  uint64_t sequence;
};

struct flight {
  uint64_t sequence;
  uint64_t sent_at;
};

static struct flight *flights;

static void compose_datagram(char *to, struct connection *c, uint32_t slot, uint64_t now) {
  struct flight *flight = &flights[(c - connections) * flying + slot];
  struct datagram name = {.connection = c - connections, .slot = slot, .sequence = ++flight->sequence};
  flight->sent_at = now;
  memcpy(to, message, size);
  memcpy(to, &name, sizeof name);
}

static void send_datagrams(struct connection *c, const uint32_t *slots, int count, uint64_t now) {
  static char together[FLYING_MAX * JOINED_MAX_BYTES];
  if (!joined || count == 1) {
    for (int i = 0; i < count; i++) {
      compose_datagram(together, c, slots[i], now);
      ssize_t sent = send(c->fd, together, size, MSG_NOSIGNAL);
      if (sent != size && errno != ENOBUFS && errno != EAGAIN) fail("send");
    }
    return;
  }
  for (int i = 0; i < count; i++) compose_datagram(together + i * size, c, slots[i], now);
  ssize_t sent = send(c->fd, together, (size_t)count * size, MSG_NOSIGNAL);
  if (sent != count * size && errno != ENOBUFS && errno != EAGAIN) fail("send");
}

// What does not come back within 100 ms is lost, and sent again.
static uint64_t resend(int count, uint64_t now) {
  for (int i = 0; i < count * flying; i++) {
    if (now - flights[i].sent_at < 100000000) continue;
    lost++;
    send_datagrams(&connections[i / flying], &(uint32_t){i % flying}, 1, now);
  }
  return now;
}

static void fail_answer(void) {
  fprintf(stderr, "load: what came back is not what was sent\n");
  exit(1);
}

// Takes all that has come for one socket, and then sends as many.
static void take_datagrams(struct connection *c) {
  static char buffers[FLYING_MAX][SIZE_MAX_BYTES];
  static struct iovec vectors[FLYING_MAX];
  static struct mmsghdr headers[FLYING_MAX];
  for (int i = 0; i < flying; i++) {
    vectors[i] = (struct iovec){.iov_base = buffers[i], .iov_len = SIZE_MAX_BYTES};
    headers[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(c->fd, headers, flying, MSG_DONTWAIT, NULL);
  if (n < 0 && errno != EAGAIN && errno != EINTR) fail("recvmmsg");
  uint64_t now = nanos(CLOCK_MONOTONIC);
  uint32_t slots[FLYING_MAX];
  int fresh = 0;
  for (int i = 0; i < n; i++) {
    int length = headers[i].msg_len;
    if (length == 0 || length % size != 0) fail_answer();
    for (char *at = buffers[i]; at < buffers[i] + length; at += size) {
      struct datagram name;
      memcpy(&name, at, sizeof name);
      if (name.connection != c - connections || name.slot >= (uint32_t)flying
          || memcmp(at + sizeof name, message + sizeof name, size - sizeof name) != 0) {
        fail_answer();
      }
      struct flight *flight = &flights[(c - connections) * flying + name.slot];
      if (name.sequence != flight->sequence || fresh == flying) continue; // it was given up
      flight->sequence++; // and if it comes twice, it is no more
      histogram[bucket(now - flight->sent_at)]++;
      requests++;
      slots[fresh++] = name.slot;
    }
  }
  if (fresh > 0 && !resting) send_datagrams(c, slots, fresh, now);
}

static uint64_t run_datagrams_until(uint64_t end, uint64_t least, int count) {
  struct epoll_event events[EVENTS];
  uint64_t now = nanos(CLOCK_MONOTONIC);
  uint64_t looked = now;
  while (now < end || requests < least) {
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) take_datagrams(events[i].data.ptr);
    now = nanos(CLOCK_MONOTONIC);
    if (now - looked > 50000000) looked = resend(count, now);
  }
  return now;
}


static void go_datagrams(int count) {
  uint32_t all[FLYING_MAX];
  for (int i = 0; i < flying; i++) all[i] = i;
  uint64_t now = nanos(CLOCK_MONOTONIC);
  for (int i = 0; i < count; i++) send_datagrams(&connections[i], all, flying, now);
}

// What has not come back within a while is lost.
static void rest_datagrams(void) {
  struct epoll_event events[EVENTS];
  int ready;
  resting = true;
  while ((ready = epoll_wait(epoll, events, EVENTS, 50)) != 0) {
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) take_datagrams(events[i].data.ptr);
  }
  resting = false;
}

static void say(const char *word) {
  puts(word);
  fflush(stdout);
}

int main(int argc, char **argv) {
  const char *host = "127.0.0.1";
  const char *mode = "echo";
  int port = 0;
  int count = 64;
  double warm_up = 3;
  uint64_t least = 0;
  pid_t pid = 0;
  uint64_t pause_micros = 0;
  int option;
  while ((option = getopt(argc, argv, "h:p:c:s:w:W:P:m:k:t:lg")) != -1) {
    switch (option) {
      case 'h': host = optarg; break;
      case 'p': port = atoi(optarg); break;
      case 'c': count = atoi(optarg); break;
      case 's': size = atoi(optarg); break;
      case 'w': warm_up = atof(optarg); break;
      case 'W': least = strtoull(optarg, NULL, 10); break;
      case 'P': pid = atoi(optarg); break;
      case 'm': mode = optarg; break;
      case 'k': flying = atoi(optarg); break;
      case 't': pause_micros = strtoull(optarg, NULL, 10); break;
      case 'g': joined = true; break;
      case 'l': lines = true; break;
      default: fputs(usage, stderr); return 2;
    }
  }
  server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
  bool idle = strcmp(mode, "idle") == 0;
  reopen = strcmp(mode, "accept") == 0;
  bool udp = strcmp(mode, "udp") == 0;
  if (port < 1 || port > 65535 || count < 1 || size < 16 || size > SIZE_MAX_BYTES
      || flying < 1 || flying > FLYING_MAX || (udp && size > JOINED_MAX_BYTES)
      || inet_pton(AF_INET, host, &server.sin_addr) != 1
      || (!idle && !reopen && !udp && strcmp(mode, "echo") != 0)) {
    fputs(usage, stderr);
    return 2;
  }
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  clockid_t server_clock = CLOCK_MONOTONIC;
  if (pid != 0 && (errno = clock_getcpuclockid(pid, &server_clock)) != 0) fail("clock_getcpuclockid");
  for (int i = 0; i < size; i++) message[i] = 'a' + i % 26;
  if (lines) message[size - 1] = '\n';

  epoll = epoll_create1(EPOLL_CLOEXEC);
  connections = calloc(count, sizeof *connections);
  flights = calloc((size_t)count * flying, sizeof *flights);
  if (epoll < 0 || connections == NULL || flights == NULL) fail("epoll_create1");
  for (int i = 0; i < count; i++) {
    struct connection *c = &connections[i];
    open_connection(c, udp ? SOCK_DGRAM : SOCK_STREAM);
    if (udp) {
      watch(c);
      continue;
    }
    // A whole echo before the next connection is opened, so that no queue runs over.
    send_message(c);
    while (!take(c, 0)) {
    }
    watch(c);
  }
  if (!idle) {
    udp ? go_datagrams(count) : go(count);
    uint64_t warm = nanos(CLOCK_MONOTONIC) + (uint64_t)(warm_up * 1e9);
    udp ? run_datagrams_until(warm, least, count) : run_until(warm, least);
    udp ? rest_datagrams() : rest(count);
  }
  say("ready");
  pause_nanos = pause_micros * 1000;
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (idle) continue;
    udp ? go_datagrams(count) : go(count);
    uint64_t run_in = nanos(CLOCK_MONOTONIC) + RUN_IN_NANOS;
    udp ? run_datagrams_until(run_in, 0, count) : run_until(run_in, 0);
    requests = 0;
    lost = 0;
    memset(histogram, 0, sizeof histogram);
    say("start");
    uint64_t started = nanos(CLOCK_MONOTONIC);
    uint64_t own = nanos(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t cpu = nanos(server_clock);
    uint64_t end = started + (uint64_t)(atof(line) * 1e9);
    uint64_t ended = udp ? run_datagrams_until(end, 1, count) : run_until(end, 1);
    cpu = nanos(server_clock) - cpu;
    own = nanos(CLOCK_PROCESS_CPUTIME_ID) - own;
    say("stop");
    if (lost > 0) fprintf(stderr, "load: %llu datagrams were lost\n", (unsigned long long)lost);
    printf("requests=%llu nanos=%llu serverNanos=%llu loadNanos=%llu p50Micros=%.1f p99Micros=%.1f\n",
           (unsigned long long)requests, (unsigned long long)(ended - started),
           (unsigned long long)cpu, (unsigned long long)own, quantile_micros(0.5),
           quantile_micros(0.99));
    fflush(stdout);
    udp ? rest_datagrams() : rest(count);
  }
  return 0;
}
