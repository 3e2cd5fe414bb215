// What the C servers share: the listening socket, and the line that says where it is.

#ifndef LISLE_BENCHMARKS_SERVER_H
#define LISLE_BENCHMARKS_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { BUFFER_SIZE = 8192, BACKLOG = 4096 };

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// Allows as many descriptors as the hard limit does, as a JVM does at its start.
static void raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

static int one = 1;

// Listens on 127.0.0.1, on the port of the first argument or else on a free one, and says so.
static int listen_and_say(int argc, char **argv) {
  raise_descriptor_limit();
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(argc > 1 ? (unsigned short)atoi(argv[1]) : 0),
      .sin_addr = {htonl(INADDR_LOOPBACK)},
  };
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&address, length) < 0) fail("bind");
  if (listen(fd, BACKLOG) < 0) fail("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) fail("getsockname");
  printf("listening 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static void set_no_delay(int fd) {
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

#endif
