package lisle.cli;

import lisle.socket.SocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a socket on the command line. */
final class AddressConverter implements ITypeConverter<SocketAddress> {
  @Override
  public SocketAddress convert(String text) {
    try {
      return SocketAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(Reason.of(e));
    }
  }
}
