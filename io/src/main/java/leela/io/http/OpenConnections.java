package leela.io.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** False, and counted, beyond the bound, unless one that has asked for nothing gives its place. */
    boolean add(final HttpConnection connection) {
        if (isClosing || connections.size() >= HttpLimits.MAX_CONNECTIONS && !evict()) {
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

    /** The one that has waited longest of the address that has most of those that wait. */
    private boolean evict() {
        final Map<InetAddress, List<HttpConnection>> waiting = connections.stream()
                .filter(connection -> connection.waitingSinceNs() != Long.MAX_VALUE)
                .collect(Collectors.groupingBy(HttpConnection::peer));
        final Optional<HttpConnection> victim = waiting.values().stream()
                .max(Comparator.comparing(List::size))
                .flatMap(most -> most.stream().min(Comparator.comparing(HttpConnection::waitingSinceNs)));
        victim.ifPresent(HttpConnection::evict);
        return victim.isPresent();
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
