package leela.io.transport.tcp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import org.agrona.collections.Long2LongHashMap;

/**
 * The connections of one port, and the bounds on their number: of all, and of one address. At the first, the one that
 * has been silent for longest gives way, if that is a minute.
 * Thread: the receiver's.
 */
final class OpenSenders {

    private static final long IDLE_NS = 60 * Clock.NANOS_PER_SECOND;

    private final TcpConfig config;
    private final Counters counters;
    private final Set<TcpConnection> connections = new LinkedHashSet<>();
    private final Long2LongHashMap ofAddress = new Long2LongHashMap(0);

    OpenSenders(final TcpConfig config, final Counters counters) {
        this.config = config;
        this.counters = counters;
    }

    /** Why there is no room for one more of this address, or null. */
    Counter refusal(final long account) {
        if (ofAddress.get(account) >= config.maxOfAddress()) {
            return TcpCounter.REFUSED_ADDRESS;
        }
        return connections.size() >= config.maxConnections() ? TcpCounter.REFUSED_CONNECTIONS : null;
    }

    /** The one that is to give way to another, or null. */
    TcpConnection idleFor(final long ticksNs) {
        return connections.stream()
                .min(Comparator.comparingLong(TcpConnection::heardNs))
                .filter(one -> ticksNs - one.heardNs() >= IDLE_NS)
                .orElse(null);
    }

    /**
     * The one that takes the most memory of the address that does, where that is another than this and takes more; null
     * where there is none.
     */
    TcpConnection greedierThan(final long account) {
        final Long2LongHashMap held = new Long2LongHashMap(0);
        for (final TcpConnection one : connections) {
            if (one.pending().capacity() > 0) {
                held.put(one.account(), held.get(one.account()) + one.pending().capacity());
            }
        }
        return connections.stream()
                .filter(one -> held.get(one.account()) > held.get(account))
                .filter(one -> one.pending().capacity() > 0)
                .max(Comparator.<TcpConnection>comparingLong(one -> held.get(one.account()))
                        .thenComparingInt(one -> one.pending().capacity()))
                .orElse(null);
    }

    void add(final TcpConnection connection) {
        connections.add(connection);
        ofAddress.put(connection.account(), ofAddress.get(connection.account()) + 1);
        counters.increment(TcpCounter.ACCEPTED);
        counters.add(TcpCounter.CONNECTIONS, 1);
    }

    /** False where it was removed before. */
    boolean remove(final TcpConnection connection) {
        if (!connections.remove(connection)) {
            return false;
        }
        final long left = ofAddress.get(connection.account()) - 1;
        if (left == 0) {
            ofAddress.remove(connection.account());
        } else {
            ofAddress.put(connection.account(), left);
        }
        counters.add(TcpCounter.CONNECTIONS, -1);
        return true;
    }

    List<TcpConnection> copy() {
        return new ArrayList<>(connections);
    }
}
