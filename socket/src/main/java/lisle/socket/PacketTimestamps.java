package lisle.socket;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a packet passed. Received with {@link SocketOption#SO_TIMESTAMP}, {@link
 * SocketOption#SO_TIMESTAMPNS} or {@link SocketOption#SO_TIMESTAMPING}.
 *
 * @param software when the kernel saw it; null if it did not say
 * @param hardware when the network card saw it, in the card's own time; null if it did not say
 */
public record PacketTimestamps(@Nullable Instant software, @Nullable Instant hardware)
    implements AncillaryData {}
