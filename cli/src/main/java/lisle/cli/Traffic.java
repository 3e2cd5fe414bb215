package lisle.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a server has done so far. Safe for use by several threads. */
final class Traffic {
  final AtomicLong clients = new AtomicLong();
  final AtomicLong active = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final LongAdder received = new LongAdder();
  final LongAdder sent = new LongAdder();
}
