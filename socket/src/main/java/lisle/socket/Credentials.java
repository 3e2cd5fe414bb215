package lisle.socket;

/**
 * Who a process is. Received with each message of a Unix socket that has {@link
 * UnixOption#SO_PASSCRED}; the kernel vouches for it. A sender may name only itself, unless it is
 * privileged. Also what {@link UnixOption#SO_PEERCRED} gives.
 *
 * @param pid the process; 0 where it is not visible from our namespace
 * @param uid the user, as in {@link Integer#toUnsignedString(int)}
 * @param gid the group, likewise
 */
public record Credentials(int pid, int uid, int gid) implements AncillaryData {}
