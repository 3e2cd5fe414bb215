package lisle.selectors;

/** By which of its calls a {@link Selector} asks the system. All behave the same but as noted. */
public enum Mechanism {
  /**
   * epoll(7): the cost of a select depends on how many descriptors are ready, not on how many are
   * registered. The best here, and the one that has options: {@link Event#EDGE_TRIGGERED}, {@link
   * Event#ONE_SHOT}, {@link Event#EXCLUSIVE}.
   */
  EPOLL,

  /** poll(2): each select hands all registered descriptors to the system. */
  POLL,

  /**
   * select(2): as POLL, and for numbers below 1,024 alone. It has no bits of its own for hang-up
   * and errors: without {@link Event#READABLE} a hang-up does not end the waiting, and without
   * READABLE or {@link Event#WRITABLE} neither does an error; {@link Event#PEER_CLOSED} needs
   * READABLE beside it.
   */
  SELECT;

  Watcher watcher(int epoll) {
    return switch (this) {
      case EPOLL -> new Epoll(epoll);
      case POLL -> new Poll();
      case SELECT -> new Select();
    };
  }
}
