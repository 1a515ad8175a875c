package leela.ops.service;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket addresses as people read them. Thread: any. */
final class Addresses {

    private Addresses() {}

    /** {@code host:port}, an IPv6 address in brackets. */
    static String text(final InetSocketAddress address) {
        final String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
