package lisle.socket;

/**
 * When a packet is to be sent, SCM_TXTIME; needs the raw option SO_TXTIME and a queue that heeds
 * it, tc-etf(8) or tc-fq(8).
 *
 * @param nanos in the clock that SO_TXTIME named
 */
public record TransmitTime(long nanos) implements AncillaryData {}
