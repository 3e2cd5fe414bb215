package lisle.socket;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A control message of any kind, as bytes. Descriptors in one of these would be numbers that nobody
 * owns, so a received SCM_RIGHTS is never one: see {@link ReceivedRights}. Immutable.
 */
public final class RawAncillaryData implements AncillaryData {
  private final int level;
  private final int type;
  private final byte[] data;

  /**
   * Makes one of its parts.
   *
   * @param level the protocol, as cmsg_level
   * @param type the kind, as cmsg_type
   * @param data what it holds, in the byte order of this machine
   */
  public RawAncillaryData(int level, int type, byte[] data) {
    this.level = level;
    this.type = type;
    this.data = data.clone();
  }

  /** Returns the protocol, as cmsg_level. */
  public int level() {
    return level;
  }

  /** Returns the kind, as cmsg_type. */
  public int type() {
    return type;
  }

  /** Returns what it holds. */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawAncillaryData that
        && level == that.level
        && type == that.type
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * level + type) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    String bytes = HexFormat.of().formatHex(data);
    return "RawAncillaryData[level=" + level + ", type=" + type + ", data=" + bytes + "]";
  }
}
