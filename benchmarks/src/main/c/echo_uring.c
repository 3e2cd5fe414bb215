// An echo server on one thread over io_uring: multishot accept, multishot receive into a ring of
// buffers, and a send of the very buffer that came. Ends with its standard input.

#define _GNU_SOURCE
#include "server.h"

#include <errno.h>
#include <liburing.h>
#include <string.h>
#include <unistd.h>

enum {
  ENTRIES = 4096,
  COMPLETIONS = 4 * ENTRIES,
  BUFFERS = 4096, // a power of two; as many messages as can be on their way back at once
  GROUP = 0,
};

// An operation's name travels in its user_data: kind, buffer, descriptor, and how much is to send.
enum kind { ACCEPT, RECEIVE, SEND, INPUT };

struct tag {
  unsigned kind : 8;
  unsigned length : 24;
  unsigned buffer : 12;
  unsigned fd : 20;
};

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char *memory;
static char input[64];

static unsigned long long pack(enum kind kind, int fd, unsigned buffer, unsigned length) {
  struct tag tag = {.kind = kind, .length = length, .buffer = buffer, .fd = fd};
  unsigned long long data;
  memcpy(&data, &tag, sizeof data);
  return data;
}

static struct io_uring_sqe *entry(void) {
  struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
  while (sqe == NULL) {
    io_uring_submit(&ring);
    sqe = io_uring_get_sqe(&ring);
  }
  return sqe;
}

static char *buffer_at(unsigned id) { return memory + (size_t)id * BUFFER_SIZE; }

static void give_back(unsigned id) {
  io_uring_buf_ring_add(
      buffers, buffer_at(id), BUFFER_SIZE, id, io_uring_buf_ring_mask(BUFFERS), 0);
  io_uring_buf_ring_advance(buffers, 1);
}

static void accept_on(int listener) {
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, 0);
  sqe->user_data = pack(ACCEPT, listener, 0, 0);
}

static void receive_on(int fd) {
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_recv_multishot(sqe, fd, NULL, 0, 0);
  sqe->flags |= IOSQE_BUFFER_SELECT;
  sqe->buf_group = GROUP;
  sqe->user_data = pack(RECEIVE, fd, 0, 0);
}

static void send_on(int fd, unsigned id, unsigned length) {
  struct io_uring_sqe *sqe = entry();
  // MSG_WAITALL: the kernel itself sends the rest where a client is slow.
  io_uring_prep_send(sqe, fd, buffer_at(id), length, MSG_WAITALL | MSG_NOSIGNAL);
  sqe->user_data = pack(SEND, fd, id, length);
}

static void read_input(void) {
  struct io_uring_sqe *sqe = entry();
  io_uring_prep_read(sqe, STDIN_FILENO, input, sizeof input, -1);
  sqe->user_data = pack(INPUT, 0, 0, 0);
}

static void received(int fd, struct io_uring_cqe *cqe) {
  if (cqe->res > 0) {
    send_on(fd, cqe->flags >> IORING_CQE_BUFFER_SHIFT, cqe->res);
    if (!(cqe->flags & IORING_CQE_F_MORE)) receive_on(fd);
  } else if (cqe->res == -ENOBUFS) {
    receive_on(fd);
  } else {
    close(fd);
  }
}

static void completed(int listener, struct io_uring_cqe *cqe) {
  struct tag tag;
  memcpy(&tag, &cqe->user_data, sizeof tag);
  switch ((enum kind)tag.kind) {
    case ACCEPT:
      if (cqe->res >= 0) {
        set_no_delay(cqe->res);
        receive_on(cqe->res);
      }
      if (!(cqe->flags & IORING_CQE_F_MORE)) accept_on(listener);
      break;
    case RECEIVE:
      received(tag.fd, cqe);
      break;
    case SEND:
      give_back(tag.buffer);
      // The receive that is pending sees the shut-down and closes.
      if (cqe->res != (int)tag.length) shutdown(tag.fd, SHUT_RDWR);
      break;
    case INPUT:
      if (cqe->res <= 0) exit(0);
      read_input();
      break;
  }
}

int main(int argc, char **argv) {
  int listener = listen_and_say(argc, argv);
  struct io_uring_params params = {
      .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
      .cq_entries = COMPLETIONS,
  };
  int error = io_uring_queue_init_params(ENTRIES, &ring, &params);
  if (error < 0) {
    errno = -error;
    fail("io_uring_queue_init_params");
  }
  io_uring_register_ring_fd(&ring);
  size_t ring_size = BUFFERS * sizeof(struct io_uring_buf);
  if (posix_memalign((void **)&buffers, 4096, ring_size) != 0) fail("posix_memalign");
  memory = malloc((size_t)BUFFERS * BUFFER_SIZE);
  if (memory == NULL) fail("malloc");
  struct io_uring_buf_reg registration = {
      .ring_addr = (unsigned long)buffers, .ring_entries = BUFFERS, .bgid = GROUP};
  error = io_uring_register_buf_ring(&ring, &registration, 0);
  if (error < 0) {
    errno = -error;
    fail("io_uring_register_buf_ring");
  }
  io_uring_buf_ring_init(buffers);
  for (unsigned id = 0; id < BUFFERS; id++) give_back(id);

  accept_on(listener);
  read_input();
  for (;;) {
    io_uring_submit_and_wait(&ring, 1);
    struct io_uring_cqe *cqe;
    unsigned head;
    unsigned seen = 0;
    io_uring_for_each_cqe(&ring, head, cqe) {
      completed(listener, cqe);
      seen++;
    }
    io_uring_cq_advance(&ring, seen);
  }
}
