// An echo server on one thread: level-triggered epoll, read and write. Ends with its standard input.

#define _GNU_SOURCE
#include "server.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 1024 };

// What a client has not taken yet; only a slow one has any.
struct pending {
  char *bytes;
  size_t length;
};

static int epoll;
static char buffer[BUFFER_SIZE];
static struct pending *pending;
static size_t pending_size;

static void watch(int operation, int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data = {.fd = fd}};
  if (epoll_ctl(epoll, operation, fd, &event) < 0) fail("epoll_ctl");
}

static void end(int fd) {
  free(pending[fd].bytes);
  pending[fd] = (struct pending){0};
  close(fd);
}

static void accept_all(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if ((size_t)fd >= pending_size) {
      close(fd);
      continue;
    }
    set_no_delay(fd);
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

static void echo(int fd) {
  ssize_t length = read(fd, buffer, sizeof buffer);
  if (length <= 0) {
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    end(fd);
    return;
  }
  ssize_t written = write(fd, buffer, length);
  if (written == length) return;
  if (written < 0) {
    if (errno != EAGAIN) {
      end(fd);
      return;
    }
    written = 0;
  }
  // Reads no more from this client until it has taken the rest.
  size_t rest = length - written;
  pending[fd].bytes = malloc(rest);
  pending[fd].length = rest;
  memcpy(pending[fd].bytes, buffer + written, rest);
  watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
}

static void finish(int fd) {
  struct pending *p = &pending[fd];
  ssize_t written = write(fd, p->bytes, p->length);
  if (written < 0) {
    if (errno != EAGAIN) end(fd);
    return;
  }
  p->length -= written;
  memmove(p->bytes, p->bytes + written, p->length);
  if (p->length > 0) return;
  free(p->bytes);
  p->bytes = NULL;
  watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

int main(int argc, char **argv) {
  int listener = listen_and_say(argc, argv);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  pending_size = limit.rlim_cur;
  pending = calloc(pending_size, sizeof *pending);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (pending == NULL || epoll < 0) fail("epoll_create1");
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all(listener);
      } else if (fd == STDIN_FILENO) {
        if (read(fd, buffer, sizeof buffer) <= 0) return 0;
      } else if (events[i].events & EPOLLOUT) {
        finish(fd);
      } else {
        echo(fd);
      }
    }
  }
}
