package leela.io.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;

/**
 * The connections there are, their bound, and the round that closes those whose time is over.
 * Thread: the loop's.
 */
final class OpenConnections {

    private final Clock clock;
    private final Counters counters;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();
    private boolean isClosing;

    OpenConnections(final Clock clock, final Counters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    /** False, and counted, beyond the bound. */
    boolean add(final HttpConnection connection) {
        if (isClosing || connections.size() >= HttpLimits.MAX_CONNECTIONS) {
            counters.increment(HttpCounter.CONNECTIONS_REFUSED);
            return false;
        }
        connections.add(connection);
        counters.set(HttpCounter.CONNECTIONS, connections.size());
        return true;
    }

    void remove(final HttpConnection connection) {
        if (connections.remove(connection)) {
            counters.set(HttpCounter.CONNECTIONS, connections.size());
        }
    }

    /** Closes those that overran their time. */
    void sweep() {
        final long nowNs = clock.ticksNs();
        copy().forEach(connection -> connection.expireAt(nowNs));
    }

    /** Takes no more; closes the idle ones now, the others behind the answer in work. */
    void closeSoon() {
        isClosing = true;
        copy().forEach(HttpConnection::closeSoon);
    }

    /** Closing a connection removes it from the set. */
    private List<HttpConnection> copy() {
        return new ArrayList<>(connections);
    }
}
