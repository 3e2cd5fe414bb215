package lisle.socket;

import java.io.Serial;
import java.net.UnknownHostException;
import lisle.selectors.Errno;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of a name that gave nothing: why, and for what. It is the JDK's {@link
 * UnknownHostException}, so that a catch block for that holds; but not every one says that there is
 * no such host: see {@link #reason}.
 */
public final class LookupException extends UnknownHostException {
  @Serial private static final long serialVersionUID = 1;

  /** Why a lookup failed: the errors of getaddrinfo(3), each with what can be done. */
  public enum Reason {
    /** EAI_NONAME: there is no such name, or no address of the kind that was asked for. */
    NO_NAME(Linux.EAI_NONAME, "EAI_NONAME", "no such name", null),
    /** EAI_AGAIN: the name service gave no answer; it may in a while. */
    AGAIN(
        Linux.EAI_AGAIN,
        "EAI_AGAIN",
        "no answer from the name service",
        "try again later, or see the servers in /etc/resolv.conf"),
    /** EAI_FAIL: the name service answered that it cannot. */
    FAIL(Linux.EAI_FAIL, "EAI_FAIL", "the name service failed", "ask whoever runs it"),
    /** EAI_NODATA: the name is there, and has no addresses. */
    NO_DATA(Linux.EAI_NODATA, "EAI_NODATA", "the name has no address", null),
    /** EAI_ADDRFAMILY: the name is there, and has no addresses of the family. */
    NO_ADDRESS_OF_FAMILY(
        Linux.EAI_ADDRFAMILY,
        "EAI_ADDRFAMILY",
        "the name has no address of that family",
        "ask for any family"),
    /** EAI_SERVICE: there is no such service for the type of socket. */
    NO_SERVICE(
        Linux.EAI_SERVICE,
        "EAI_SERVICE",
        "no such service for that type of socket",
        "see /etc/services, or give the port's number"),
    /** EAI_FAMILY: addresses of the family are not looked up. */
    FAMILY(Linux.EAI_FAMILY, "EAI_FAMILY", "no names in that family", "ask for IPv4 or IPv6"),
    /** EAI_SOCKTYPE: there is no such type of socket, or not with that protocol. */
    SOCKET_TYPE(
        Linux.EAI_SOCKTYPE,
        "EAI_SOCKTYPE",
        "no such type of socket",
        "leave the type or the protocol open"),
    /** EAI_BADFLAGS: the flags contradict each other or what is asked. */
    BAD_FLAGS(
        Linux.EAI_BADFLAGS,
        "EAI_BADFLAGS",
        "flags that do not go together",
        "a canonical name is of a host: give one"),
    /** EAI_MEMORY: no memory was left. */
    MEMORY(Linux.EAI_MEMORY, "EAI_MEMORY", "out of memory", null),
    /** EAI_OVERFLOW: the answer is longer than a name can be. */
    OVERFLOW(Linux.EAI_OVERFLOW, "EAI_OVERFLOW", "the name is too long", null),
    /** EAI_SYSTEM: a system call failed, see {@link LookupException#errno}. */
    SYSTEM(Linux.EAI_SYSTEM, "EAI_SYSTEM", "a system call failed", null),
    /** EAI_IDN_ENCODE: the name has characters that this locale, or the rules of IDN, refuse. */
    IDN(-105, "EAI_IDN_ENCODE", "the name cannot be encoded", "see java.net.IDN.toASCII");

    private final int number;
    private final String code;
    private final String text;
    private final @Nullable String advice;

    Reason(int number, String code, String text, @Nullable String advice) {
      this.number = number;
      this.code = code;
      this.text = text;
      this.advice = advice;
    }

    /** Returns the number in the C headers, such as -2. */
    public int number() {
      return number;
    }

    /** Returns the name in the C headers, such as {@code EAI_NONAME}. */
    public String code() {
      return code;
    }

    /** Returns the reason with a number; {@link #FAIL} for a number that has none. */
    static Reason of(int number) {
      for (Reason reason : values()) {
        if (reason.number == number) return reason;
      }
      return FAIL;
    }

    /** Returns the reason with a number of gethostbyname(3), where {@code h_errno} has it. */
    static Reason ofHostError(int number) {
      return switch (number) {
        case Linux.HOST_NOT_FOUND -> NO_NAME;
        case Linux.TRY_AGAIN -> AGAIN;
        case Linux.NO_DATA -> NO_DATA;
        case Linux.NO_RECOVERY -> FAIL;
        default -> SYSTEM;
      };
    }
  }

  private final Reason reason;
  private final int errno;

  private LookupException(String message, Reason reason, int errno) {
    super(message);
    this.reason = reason;
    this.errno = errno;
  }

  /** Returns the exception for a question; the errno counts where the reason is SYSTEM. */
  static LookupException of(Object question, Reason reason, int errno) {
    return of(question, reason, errno, reason.advice);
  }

  /** Returns the exception for a question about a port that is out of range. */
  static LookupException ofPort(Object question) {
    return of(question, Reason.NO_SERVICE, 0, "a port is a number from 0 to 65535");
  }

  private static LookupException of(
      Object question, Reason reason, int errno, @Nullable String advice) {
    String message = question + ": " + reason.text + " (" + reason.code + ")";
    if (reason == Reason.SYSTEM) message += ": " + Errno.of(errno);
    if (advice != null) message += ": " + advice;
    return new LookupException(message, reason, reason == Reason.SYSTEM ? errno : 0);
  }

  /** Returns the same again with the stack of this thread, and this as its cause. */
  LookupException again() {
    LookupException again = new LookupException(String.valueOf(getMessage()), reason, errno);
    again.initCause(this);
    return again;
  }

  /** Returns why the lookup failed. */
  public Reason reason() {
    return reason;
  }

  /** Reports whether the same question may be answered later: the network, not the name, is bad. */
  public boolean isTemporary() {
    return reason == Reason.AGAIN;
  }

  /** Whether the answer was that there is no such name or address, rather than that none came. */
  boolean saysNone() {
    return reason == Reason.NO_NAME
        || reason == Reason.NO_DATA
        || reason == Reason.NO_ADDRESS_OF_FAMILY;
  }

  /** Returns what the system said, where the reason is {@link Reason#SYSTEM}; null otherwise. */
  public @Nullable Errno errno() {
    return errno == 0 ? null : Errno.of(errno);
  }
}
