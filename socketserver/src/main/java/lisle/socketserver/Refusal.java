package lisle.socketserver;

/** Why a server did not serve a client. */
public enum Refusal {
  /** Its address is denied, or not among those allowed. */
  DENIED,
  /** Its address, or for IPv6 its /64 network, came too often of late. */
  TOO_OFTEN,
  /** Its address, or for IPv6 its /64 network, has as many connections as one may have. */
  TOO_MANY,
  /** The server has as many connections as it may have. */
  FULL,
  /** {@link ServerHooks#admit} said no. */
  NOT_ADMITTED,
  /** The executor that runs the handlers took no more. */
  REJECTED,
  /** The system refused what {@link ServerBuilder#connectionOption} asks for. */
  OPTION,
  /** The server was about to shut down. */
  STOPPING
}
