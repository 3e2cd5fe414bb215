package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.sys.Linux;
import lisle.sys.Pages;
import lisle.sys.SocketCalls;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * Many datagrams that are sent, or received, with one system call: {@code socket.send(batch)},
 * {@code socket.receive(batch)}. Made once and used again and again, it allocates nothing. A batch
 * that was received can be sent as it is: each datagram goes to whom it came from.
 *
 * <p>For UDP the kernel, too, handles many as one wherever it can: datagrams of one size to one
 * address travel through it together (UDP_SEGMENT), and those that come so are received so
 * (UDP_GRO). What the other side sees is the same as without. See udp(7).
 *
 * <p>Not for use by several threads at once: what they would see is undefined, though nothing
 * breaks.
 */
public final class DatagramBatch {
  /** The most bytes of a datagram over UDP. */
  public static final int MOST_BYTES = 65_535;

  /** How many datagrams the kernel takes as one; UDP_MAX_SEGMENTS, before it was raised to 128. */
  private static final int SEGMENTS = 64;

  /** How many can come as one: a buffer full of the smallest that are joined would be more. */
  private static final int MOST_JOINED = 512;

  /** The most bytes that the kernel takes as one: a packet, less the headers of IPv6 and UDP. */
  private static final int JOINED_BYTES = 65_535 - 40 - 8;

  /** Buffers that are as large as what can come joined, of which each takes the room it needs. */
  private static final int JOINED_BUFFERS = 64;

  /** From so many bytes on, memory is mapped for it, which takes room where it is used alone. */
  private static final int LARGE = 1 << 18;

  private static final int CONTROL = 256;

  /** Room for what we say: the size of what is joined, and a source. */
  private static final int CONTROL_OUT = 64;

  private static final long HEADER = Structs.MMSGHDR.byteSize();
  private static final long VECTOR = Structs.IOVEC.byteSize();
  private static final long IOV_LEN = Structs.offset(Structs.IOVEC, "iov_len");
  private static final long NAME = Structs.offset(Structs.MSGHDR, "msg_name");
  private static final long NAMELEN = Structs.offset(Structs.MSGHDR, "msg_namelen");
  private static final long IOV = Structs.offset(Structs.MSGHDR, "msg_iov");
  private static final long IOVLEN = Structs.offset(Structs.MSGHDR, "msg_iovlen");
  private static final long CONTROL_AT = Structs.offset(Structs.MSGHDR, "msg_control");
  private static final long CONTROLLEN = Structs.offset(Structs.MSGHDR, "msg_controllen");
  private static final long FLAGS = Structs.offset(Structs.MSGHDR, "msg_flags");
  private static final long MSG_LEN = Structs.offset(Structs.MMSGHDR, "msg_len");

  private final int capacity;
  private final int size;
  private boolean coalescing = true;

  /** Held for a system call: what the kernel is told is written and used under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private int count;
  private int used;

  /** What it holds stands in the memory of {@link #input}. */
  private boolean holdsReceived;

  private int[] offsets;
  private int[] lengths;
  private @Nullable SocketAddress[] addresses;
  private boolean[] truncated;

  /** What is known of our end of each, or is to be. */
  private @Nullable PacketInfo[] infos;

  private @Nullable Side output;
  private @Nullable Side input;

  /** The native memory of one direction. */
  private static final class Side {
    final int messages;
    final int bufferSize;
    final MemorySegment data;
    final MemorySegment headers;
    final MemorySegment vectors;
    final MemorySegment[] names;
    final MemorySegment controls;
    final AddressCache[] senders;

    /** The address that a name in {@link #names} stands for, where we wrote it. */
    final @Nullable SocketAddress[] written;

    final int[] nameLengths;

    /** What came with the last message in each place. */
    final @Nullable PacketInfo[] infos;

    Side(int messages, int bufferSize, long dataSize, int control) {
      Arena arena = Arena.ofAuto();
      this.messages = messages;
      this.bufferSize = bufferSize;
      data = dataSize < LARGE ? arena.allocate(dataSize, 64) : Pages.allocate(arena, dataSize);
      headers = arena.allocate(messages * HEADER, 64);
      vectors = arena.allocate(messages * VECTOR, 64);
      names = new MemorySegment[messages];
      controls = arena.allocate((long) messages * control, 64);
      senders = new AddressCache[messages];
      Arrays.setAll(senders, i -> new AddressCache(false));
      written = new @Nullable SocketAddress[messages];
      nameLengths = new int[messages];
      infos = new @Nullable PacketInfo[messages];
      for (int i = 0; i < messages; i++) {
        long header = i * HEADER;
        names[i] = arena.allocate(Sockaddr.SIZE, 64);
        headers.set(JAVA_LONG, header + NAME, names[i].address());
        headers.set(JAVA_LONG, header + IOV, vectors.address() + i * VECTOR);
        headers.set(JAVA_LONG, header + IOVLEN, 1);
        headers.set(JAVA_LONG, header + CONTROL_AT, controls.address() + (long) i * control);
        vectors.set(JAVA_LONG, i * VECTOR, data.address() + (long) i * bufferSize);
        vectors.set(JAVA_LONG, i * VECTOR + IOV_LEN, bufferSize);
      }
    }
  }

  private DatagramBatch(int capacity, int size) {
    this.capacity = capacity;
    this.size = size;
    this.offsets = new int[capacity];
    this.lengths = new int[capacity];
    this.addresses = new @Nullable SocketAddress[capacity];
    this.truncated = new boolean[capacity];
    this.infos = new @Nullable PacketInfo[capacity];
  }

  /**
   * Makes an empty batch.
   *
   * @param capacity how many datagrams can be added, from 1 to 1,024. A receive may find more where
   *     the kernel has joined them
   * @param size the most bytes of each, from 1 to {@value #MOST_BYTES}
   * @throws IllegalArgumentException if one is out of range
   */
  public static DatagramBatch of(int capacity, int size) {
    if (capacity < 1 || capacity > 1_024) {
      throw new IllegalArgumentException("capacity " + capacity + " is out of range 1 to 1024");
    }
    if (size < 1 || size > MOST_BYTES) {
      throw new IllegalArgumentException("size " + size + " is out of range 1 to " + MOST_BYTES);
    }
    return new DatagramBatch(capacity, size);
  }

  /**
   * Chooses whether the kernel may handle several datagrams as one; so by default. See {@link
   * Socket#receive(DatagramBatch)}.
   */
  public DatagramBatch coalescing(boolean on) {
    coalescing = on;
    return this;
  }

  /** Of a stream, the system takes or gives parts, which a batch could not tell from the whole. */
  static UnsupportedOperationException notForStreams() {
    return new UnsupportedOperationException("a batch of datagrams on a stream, which has none");
  }

  boolean coalesces() {
    return coalescing;
  }

  /** Returns how many datagrams can be added. */
  public int capacity() {
    return capacity;
  }

  /** Returns how many datagrams it holds. */
  public int count() {
    return count;
  }

  /** Makes it empty. */
  public void clear() {
    count = 0;
    used = 0;
    holdsReceived = false;
  }

  // To be sent

  /**
   * Adds a datagram for the other side of a connected socket; the bytes are copied.
   *
   * @throws IllegalStateException if the batch is full
   * @throws IllegalArgumentException if it is too long
   */
  public void add(byte[] from, int offset, int length) {
    add(from, offset, length, null);
  }

  /**
   * Adds a datagram for an address; the bytes are copied.
   *
   * @throws IllegalStateException if the batch is full
   * @throws IllegalArgumentException if it is too long
   */
  public void add(byte[] from, int offset, int length, @Nullable SocketAddress to) {
    add(from, offset, length, to, null);
  }

  /**
   * Adds a datagram for an address, as {@link #add(byte[], int, int, SocketAddress)} does, from a
   * certain one of ours.
   *
   * @param info where it is to be from; null leaves the choice to the system
   */
  public void add(
      byte[] from, int offset, int length, @Nullable SocketAddress to, @Nullable PacketInfo info) {
    Objects.checkFromIndexSize(offset, length, from.length);
    int at = append(length, to);
    infos[count - 1] = info;
    MemorySegment.copy(from, offset, output().data, JAVA_BYTE, at, length);
  }

  /** As {@link #add(byte[], int, int, SocketAddress)}, of what remains; its position is moved. */
  public void add(ByteBuffer from, @Nullable SocketAddress to) {
    int length = from.remaining();
    int at = append(length, to);
    MemorySegment.copy(MemorySegment.ofBuffer(from), 0, output().data, at, length);
    from.position(from.limit());
  }

  /** As {@link #add(byte[], int, int, SocketAddress)}. */
  public void add(MemorySegment from, @Nullable SocketAddress to) {
    int length = (int) Math.min(from.byteSize(), Integer.MAX_VALUE);
    int at = append(length, to);
    MemorySegment.copy(from, 0, output().data, at, length);
  }

  private int append(int length, @Nullable SocketAddress to) {
    if (count >= capacity && !holdsReceived) {
      throw new IllegalStateException("the batch is full: " + capacity + " datagrams");
    }
    if (length > size) {
      throw new IllegalArgumentException(
          length + " bytes in a datagram of a batch whose datagrams have at most " + size);
    }
    if (holdsReceived) clear();
    int at = used;
    offsets[count] = at;
    lengths[count] = length;
    addresses[count] = to;
    infos[count] = null;
    used += length;
    count++;
    return at;
  }

  private Side output() {
    Side side = output;
    if (side == null) {
      side = new Side(capacity, 0, (long) capacity * size, CONTROL_OUT);
      output = side;
    }
    return side;
  }

  @Nullable SocketAddress to(int index) {
    return index < count ? addresses[index] : null;
  }

  /**
   * Sends what it holds, added or received, from the datagram {@code first} on, with one call.
   *
   * @return how many datagrams the kernel took, or minus the errno
   */
  int send(Descriptor descriptor, int first, boolean udp) throws IOException {
    lock.lock();
    try {
      if (first >= count) return 0;
      Side side = output();
      MemorySegment data = memory();
      boolean join = udp && coalescing;
      for (; ; ) {
        int messages = prepare(side, data, first, join);
        int sent =
            SocketCalls.sendmmsg(
                descriptor.errno(Direction.WRITE),
                descriptor.number(),
                side.headers,
                messages,
                Linux.MSG_NOSIGNAL);
        // A device without checksums, or datagrams that are larger than its MTU, cannot be joined.
        if (join && (sent == -Linux.EINVAL || sent == -Linux.EIO || sent == -Linux.EMSGSIZE)) {
          join = false;
          continue;
        }
        if (sent <= 0) return sent;
        int datagrams = 0;
        for (int i = 0, at = first; i < sent; i++) {
          int joined = join ? run(at) : 1;
          datagrams += joined;
          at += joined;
        }
        return datagrams;
      }
    } finally {
      lock.unlock();
    }
  }

  private int prepare(Side side, MemorySegment data, int first, boolean join) throws IOException {
    int messages = 0;
    for (int at = first; at < count && messages < side.messages; messages++) {
      int joined = join ? run(at) : 1;
      int last = at + joined - 1;
      long from = offsets[at];
      long length = offsets[last] + lengths[last] - from;
      Objects.checkFromIndexSize(from, length, data.byteSize()); // whatever others may do
      long header = messages * HEADER;
      name(side, messages, addresses[at]);
      side.vectors.set(JAVA_LONG, messages * VECTOR, data.address() + from);
      side.vectors.set(JAVA_LONG, messages * VECTOR + IOV_LEN, length);
      long control = (long) messages * CONTROL_OUT;
      long controlLength =
          joined == 1 ? 0 : ControlWriter.segmentSize(side.controls, control, lengths[at]);
      PacketInfo info = infos[at];
      // What was received is answered, as by PacketInfo.forAnswer.
      if (info != null && !(holdsReceived && info.isForGroup())) {
        int by = holdsReceived ? info.answersBy() : info.interfaceIndex();
        controlLength +=
            ControlWriter.packetInfo(side.controls, control + controlLength, info.local(), by);
      }
      side.headers.set(JAVA_LONG, header + CONTROLLEN, controlLength);
      at += joined;
    }
    return messages;
  }

  /** How many datagrams from one on can travel as one: as long as the first, the last shorter. */
  private int run(int first) {
    int length = lengths[first];
    if (length == 0) return 1;
    int most = Math.min(Math.min(SEGMENTS, count - first), JOINED_BYTES / length);
    int n = 1;
    while (n < most && lengths[first + n] == length && follows(first + n, first)) n++;
    if (n < most) {
      int next = lengths[first + n];
      if (next > 0 && next < length && follows(first + n, first)) n++;
    }
    return Math.max(1, n);
  }

  /** Whether a datagram goes the way of another, and stands behind the one before it in memory. */
  private boolean follows(int index, int other) {
    return offsets[index] == offsets[index - 1] + lengths[index - 1]
        && Objects.equals(addresses[index], addresses[other])
        && Objects.equals(infos[index], infos[other]);
  }

  private static void name(Side side, int index, @Nullable SocketAddress to) throws IOException {
    if (to == null) {
      side.headers.set(JAVA_INT, index * HEADER + NAMELEN, 0);
      return;
    }
    if (side.written[index] != to) {
      side.nameLengths[index] = Sockaddr.write(to, side.names[index]);
      side.written[index] = to;
    }
    side.headers.set(JAVA_INT, index * HEADER + NAMELEN, side.nameLengths[index]);
  }

  // Received

  /** Returns the bytes of a datagram. */
  public int length(int index) {
    return lengths[Objects.checkIndex(index, count)];
  }

  /** Returns who sent a datagram that was received; null in a batch to be sent for no address. */
  public @Nullable SocketAddress address(int index) {
    return addresses[Objects.checkIndex(index, count)];
  }

  /**
   * Returns to which of our addresses a datagram came, where the socket has {@link
   * IpOption#IP_PKTINFO} or {@link Ipv6Option#IPV6_RECVPKTINFO}; or what was added with it; or
   * null. A batch that is sent as it was received answers from there: see {@link
   * PacketInfo#forAnswer}.
   */
  public @Nullable PacketInfo packetInfo(int index) {
    return infos[Objects.checkIndex(index, count)];
  }

  /** Reports whether a datagram that was received had more bytes than there is room for. */
  public boolean isTruncated(int index) {
    return truncated[Objects.checkIndex(index, count)];
  }

  /**
   * Returns the bytes of a datagram themselves, to be read until the batch is used again.
   *
   * @return a segment that cannot be written to
   */
  public MemorySegment data(int index) {
    Objects.checkIndex(index, count);
    return memory().asSlice(offsets[index], lengths[index]).asReadOnly();
  }

  /**
   * Copies the bytes of a datagram.
   *
   * @return how many
   * @throws IndexOutOfBoundsException if the array has no room for them
   */
  public int copy(int index, byte[] to, int offset) {
    Objects.checkIndex(index, count);
    MemorySegment.copy(memory(), JAVA_BYTE, offsets[index], to, offset, lengths[index]);
    return lengths[index];
  }

  private MemorySegment memory() {
    Side in = input;
    return holdsReceived && in != null ? in.data : output().data;
  }

  /**
   * Receives what is there with one call, in the place of what it held.
   *
   * @param unix the socket is a Unix socket
   * @return how many datagrams, or minus the errno
   */
  int receive(Descriptor descriptor, boolean udp, boolean joined, boolean unix) {
    lock.lock();
    try {
      Side side = input(joined);
      for (int i = 0; i < side.messages; i++) {
        long header = i * HEADER;
        side.headers.set(JAVA_INT, header + NAMELEN, (int) Sockaddr.SIZE);
        // Only where nothing can come that would have to be owned.
        side.headers.set(JAVA_LONG, header + CONTROLLEN, udp ? CONTROL : 0);
        side.headers.set(JAVA_INT, header + FLAGS, 0);
      }
      int n;
      do {
        n =
            SocketCalls.recvmmsg(
                descriptor.errno(Direction.READ),
                descriptor.number(),
                side.headers,
                side.messages,
                0,
                MemorySegment.NULL);
      } while (n == -Linux.EINTR);
      if (n < 0) return n;
      clear();
      holdsReceived = true;
      for (int i = 0; i < n; i++) take(side, i, unix);
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Receives what was taken from the kernel before, as much as there is room for. */
  int receive(Unread unread, boolean joined) {
    lock.lock();
    try {
      input(joined);
      clear();
      holdsReceived = true;
      while (unread.moveTo(this)) {}
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Receives a datagram; false if there is no room for it. For {@link Unread}. */
  boolean receive(MemorySegment datagram, SocketAddress from, @Nullable PacketInfo info) {
    Side side = input;
    int length = (int) Math.min(datagram.byteSize(), size);
    if (side == null || used + length > side.data.byteSize()) return false;
    grow();
    MemorySegment.copy(datagram, 0, side.data, used, length);
    offsets[count] = used;
    lengths[count] = length;
    addresses[count] = from;
    infos[count] = info;
    truncated[count] = datagram.byteSize() > size;
    count++;
    used += length;
    return true;
  }

  private Side input(boolean joined) {
    Side side = input;
    int bufferSize = joined ? MOST_BYTES + 1 : size;
    if (side == null || side.bufferSize != bufferSize) {
      int messages = joined ? Math.min(capacity, JOINED_BUFFERS) : capacity;
      side = new Side(messages, bufferSize, (long) messages * bufferSize, CONTROL);
      input = side;
    }
    return side;
  }

  /** Takes the datagrams out of one message. */
  private void take(Side side, int index, boolean unix) {
    long header = index * HEADER;
    int length = side.headers.get(JAVA_INT, header + MSG_LEN);
    int nameLength = side.headers.get(JAVA_INT, header + NAMELEN);
    boolean cut = (side.headers.get(JAVA_INT, header + FLAGS) & Linux.MSG_TRUNC) != 0;
    SocketAddress from =
        unix && nameLength < 2
            ? UnixSocketAddress.UNNAMED
            : side.senders[index].read(side.names[index], nameLength);
    long control = (long) index * CONTROL;
    long controlLength = Math.min(side.headers.get(JAVA_LONG, header + CONTROLLEN), CONTROL);
    int segment = ControlReader.segmentSize(side.controls, control, controlLength);
    PacketInfo info =
        ControlReader.packetInfo(side.controls, control, controlLength, side.infos[index]);
    if (info != null) side.infos[index] = info;
    if (segment <= 0 || segment > length) segment = Math.max(1, length);
    int start = index * side.bufferSize;
    int done = 0;
    do {
      int part = Math.min(segment, length - done);
      grow();
      offsets[count] = start + done;
      lengths[count] = Math.min(part, size);
      addresses[count] = from;
      infos[count] = info;
      truncated[count] = cut || part > size;
      count++;
      done += part;
    } while (done < length);
  }

  /** Makes room for what came joined: once, and then no more. */
  private void grow() {
    if (count < offsets.length) return;
    int more = Math.max(2 * offsets.length, MOST_JOINED);
    offsets = Arrays.copyOf(offsets, more);
    lengths = Arrays.copyOf(lengths, more);
    addresses = Arrays.copyOf(addresses, more);
    truncated = Arrays.copyOf(truncated, more);
    infos = Arrays.copyOf(infos, more);
  }

  @Override
  public String toString() {
    return "DatagramBatch[" + count + " of " + capacity + ", at most " + size + " bytes each]";
  }
}
