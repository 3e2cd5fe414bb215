package lisle.cli;

import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpInterface;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpRange;
import org.jspecify.annotations.Nullable;

/** What {@code lisle ip} is given: an address, a network, an interface or a range. */
sealed interface What {
  record Address(IpAddress first) implements What {
    @Override
    public String kind() {
      return "address";
    }

    @Override
    public IpRange range() {
      return first.toNetwork().toRange();
    }

    @Override
    public String text() {
      return first.toString();
    }

    @Override
    public String exploded() {
      return first.exploded();
    }
  }

  record Network(IpNetwork network) implements What {
    @Override
    public String kind() {
      return "network";
    }

    @Override
    public IpAddress first() {
      return network.address();
    }

    @Override
    public IpRange range() {
      return network.toRange();
    }

    @Override
    public String text() {
      return network.toString();
    }

    @Override
    public String exploded() {
      return network.exploded();
    }
  }

  /** An address with bits set behind the prefix; as a part of a set it stands for its network. */
  record Interface(IpInterface address) implements What {
    @Override
    public String kind() {
      return "interface";
    }

    @Override
    public IpAddress first() {
      return address.address();
    }

    @Override
    public IpNetwork network() {
      return address.network();
    }

    @Override
    public IpRange range() {
      return network().toRange();
    }

    @Override
    public String text() {
      return address.toString();
    }

    @Override
    public String exploded() {
      return address.exploded();
    }
  }

  record Range(IpRange range) implements What {
    @Override
    public String kind() {
      return "range";
    }

    @Override
    public IpAddress first() {
      return range.first();
    }

    @Override
    public String text() {
      return range.toString();
    }

    @Override
    public String exploded() {
      return range.first().exploded() + "-" + range.last().exploded();
    }
  }

  /** Returns which of them it is, in a word. */
  String kind();

  /** Returns the address itself, or the first one. */
  IpAddress first();

  /** Returns the network, that of the interface, or null. */
  default @Nullable IpNetwork network() {
    return null;
  }

  /** Returns the addresses that this stands for. */
  IpRange range();

  String text();

  String exploded();

  /**
   * Reads one of them. With {@code /} it is a network, or where bits are set behind the prefix an
   * interface; with {@code -} between two addresses a range, also with space around it, as the
   * registries write it; else an address.
   *
   * @throws IpFormatException where the text is none of them
   */
  static What parse(String text) {
    if (text.indexOf('/') >= 0) {
      IpNetwork network = IpNetwork.tryParse(text);
      return network != null ? new Network(network) : new Interface(IpInterface.parse(text));
    }
    IpAddress address = IpAddress.tryParse(text);
    if (address != null) return new Address(address);
    // A dash may also be in the name of a scope.
    int dash = text.indexOf('-');
    int percent = text.indexOf('%');
    if (dash <= 0 || (percent >= 0 && percent < dash)) return new Address(IpAddress.parse(text));
    String first = text.substring(0, dash).stripTrailing();
    return new Range(IpRange.parse(first + "-" + text.substring(dash + 1).stripLeading()));
  }
}
