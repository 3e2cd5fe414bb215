package lisle.socket;

/**
 * What travels beside the bytes of a message, in its control messages, cmsg(3). What comes with a
 * received message is what options have asked for; each record names its option.
 *
 * <p>{@link RawAncillaryData} stands for every kind that has no record.
 */
public sealed interface AncillaryData
    permits Rights,
        ReceivedRights,
        Credentials,
        ReceivedPidfd,
        PacketInfo,
        PacketTimestamps,
        HopLimit,
        TrafficClass,
        ExtendedError,
        SegmentSize,
        DroppedPackets,
        OriginalDestination,
        QueuedBytes,
        TransmitTime,
        RawAncillaryData {}
