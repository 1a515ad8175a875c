package leela.io.http.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many requests a second one address may send, with as many at once as it may within a second. Of IPv6, whose
 * hosts choose among 2^64 addresses, a network of 64 bits is one.
 * Thread: the loop's.
 * Memory: {@link #MOST} addresses; beyond, the one that has asked for nothing for longest is forgotten.
 */
public final class RequestRate {

    static final int MOST = 4096;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** The first byte of IPv6's multicast groups, from which nothing is sent. */
    private static final long IPV4 = 0xffL << 56;

    private static final int NETWORK_BYTES = 8;
    private static final float LOAD = 0.75f;

    private final double perSecond;
    private final Map<Long, Allowance> allowances = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Long, Allowance> eldest) {
            return size() > MOST;
        }
    };

    /** What an address may still send. */
    private static final class Allowance {
        private double left;
        private long sinceNs;
    }

    /** Zero for no limit. */
    public RequestRate(final int perSecond) {
        this.perSecond = perSecond;
    }

    /** Takes one request of this address; false where it has sent too many. */
    public boolean admit(final InetAddress address, final long ticksNs) {
        if (perSecond == 0) {
            return true;
        }
        final Allowance allowance = allowances.computeIfAbsent(networkOf(address), unknown -> {
            final Allowance whole = new Allowance();
            whole.left = perSecond;
            whole.sinceNs = ticksNs;
            return whole;
        });
        allowance.left =
                Math.min(perSecond, allowance.left + perSecond * ((ticksNs - allowance.sinceNs) / NS_PER_SECOND));
        allowance.sinceNs = ticksNs;
        if (allowance.left < 1) {
            return false;
        }
        allowance.left--;
        return true;
    }

    /** How many addresses are remembered. */
    int size() {
        return allowances.size();
    }

    private static long networkOf(final InetAddress address) {
        final byte[] bytes = address.getAddress();
        long network = 0;
        for (int i = 0; i < Math.min(bytes.length, NETWORK_BYTES); i++) {
            network = network << Byte.SIZE | bytes[i] & 0xff;
        }
        return address instanceof Inet4Address ? IPV4 | network : network;
    }
}
