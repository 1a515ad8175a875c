package leela.io.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import leela.engine.counters.Counters;
import leela.engine.runtime.Clock;
import leela.io.http.access.Tokens;
import leela.io.http.intake.RequestMemory;
import leela.io.socket.MemoryBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections there are, the bounds on their number and on the memory that their requests take, and the round that
 * closes those whose time is over. At either bound, who has kept the engine waiting longest gives way.
 * Thread: the loop's.
 */
final class OpenConnections {

    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);
    private static final Comparator<HttpConnection> LONGEST = Comparator.comparing(HttpConnection::sinceNs);

    private final int most;
    private final MemoryBudget memory;
    private final Clock clock;
    private final Counters counters;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();
    private boolean isClosing;

    OpenConnections(final int most, final MemoryBudget memory, final Clock clock, final Counters counters) {
        this.most = most;
        this.memory = memory;
        this.clock = clock;
        this.counters = counters;
    }

    /** False, and counted, beyond the bound, unless another gives its place. */
    boolean add(final HttpConnection connection) {
        if (isClosing || connections.size() >= most && !evictFor(connection.peer())) {
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

    /**
     * The one that has waited longest of the address that has most of those that wait. Where none waits, an address
     * that has more than half of all connections gives one up to another.
     */
    private boolean evictFor(final InetAddress newcomer) {
        final long nowNs = clock.ticksNs();
        Group of = busiest(connection -> connection.isIdleAt(nowNs));
        if (of == null) {
            of = busiest(connection -> true);
            if (of == null || of.size <= most / 2 || of.longest.peer().equals(newcomer)) {
                return false;
            }
        }
        of.longest.evict();
        return true;
    }

    /** Of the address that has most of these; null where there is none. */
    private Group busiest(final Predicate<HttpConnection> which) {
        final Map<InetAddress, Group> byPeer = new HashMap<>();
        Group busiest = null;
        for (final HttpConnection connection : connections) {
            if (which.test(connection)) {
                final Group group = byPeer.computeIfAbsent(connection.peer(), peer -> new Group(connection));
                group.add(connection);
                busiest = busiest == null || group.size > busiest.size ? group : busiest;
            }
        }
        return busiest;
    }

    /** Connections of one address. */
    private static final class Group {
        private int size;
        private HttpConnection longest;

        private Group(final HttpConnection first) {
            longest = first;
        }

        private void add(final HttpConnection connection) {
            size++;
            longest = connection.sinceNs() - longest.sinceNs() < 0 ? connection : longest;
        }
    }

    /**
     * Takes so many bytes for a request; false, and counted, where others have them all and none of those has stood
     * still: a body that is still to come, or an answer that is not taken. It counts how long the whole has taken, so a
     * byte now and then gains nothing.
     */
    private boolean take(final long bytes, final HttpConnection taker) {
        while (!memory.take(bytes)) {
            final long nowNs = clock.ticksNs();
            final Optional<HttpConnection> victim = connections.stream()
                    .filter(connection -> connection != taker && connection.holdsUselesslyAt(nowNs))
                    .min(LONGEST);
            if (victim.isEmpty()) {
                counters.increment(HttpCounter.MEMORY_REFUSED);
                return false;
            }
            victim.get().evict();
        }
        return true;
    }

    /** What a connection's requests take. */
    RequestMemory.Budget budgetOf(final HttpConnection taker) {
        return new RequestMemory.Budget() {
            @Override
            public boolean take(final long bytes) {
                return OpenConnections.this.take(bytes, taker);
            }

            @Override
            public void giveBack(final long bytes) {
                memory.giveBack(bytes);
            }
        };
    }

    /** Ends what goes on by a token that was in force, and is no more. */
    void endRevoked(final Tokens former) {
        final long ended = copy().stream()
                .filter(connection -> connection.endIfRevoked(former))
                .count();
        if (ended > 0) {
            counters.add(HttpCounter.REVOKED, ended);
            LOG.info("event=http.token.revoked ended={}", ended);
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
