package leela.adapters.cassandra;

import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import leela.engine.counters.Counters;
import leela.engine.spi.StoreException;

/**
 * Writes of one batch under way: so many at once, and a few that fail are sent again with growing pauses. Every row may
 * be written twice.
 * Thread: the writer's; answers come on the driver's.
 * Errors: {@link StoreException} once the cluster is seen to be unavailable, or keeps failing a row.
 */
final class InFlightWrites {

    static final int MOST_AT_ONCE = 128;

    private static final int TRIES = 4;
    private static final int FEW = 32;
    private static final long FIRST_PAUSE_NS = 100_000_000;

    private record Failed(Statement<?> statement, Throwable fault) {}

    private final Cluster cluster;
    private final Counters counters;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();

    InFlightWrites(final Cluster cluster, final Counters counters) {
        this.cluster = cluster;
        this.counters = counters;
    }

    /** Sends a write as soon as there is room. */
    void send(final Statement<?> statement) {
        take(1);
        if (failed.size() > FEW) {
            room.release();
            take(MOST_AT_ONCE);
            throw cluster.failures().of(failed.peek().fault());
        }
        final var unused = cluster.execute(statement).whenComplete((rows, fault) -> {
            if (fault != null) {
                failed.add(new Failed(statement, fault));
            }
            room.release();
        });
    }

    /** Returns when every write is confirmed. */
    void awaitAll() {
        long pauseNs = FIRST_PAUSE_NS;
        for (int i = 1; i <= TRIES; i++) {
            take(MOST_AT_ONCE);
            room.release(MOST_AT_ONCE);
            if (failed.isEmpty()) {
                return;
            }
            final StoreException fault = cluster.failures().of(failed.peek().fault());
            if (i == TRIES || failed.size() > FEW || !fault.isPassing()) {
                throw fault;
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseNs / 2, pauseNs));
            pauseNs *= 2;
            sendAgain();
        }
    }

    private void sendAgain() {
        final List<Failed> again = new ArrayList<>();
        for (Failed next = failed.poll(); next != null; next = failed.poll()) {
            again.add(next);
        }
        counters.add(CassandraCounter.RETRIED, again.size());
        again.forEach(one -> send(one.statement()));
    }

    private void take(final int permits) {
        try {
            // every request ends within its timeout, well or not
            if (!room.tryAcquire(permits, 2 * Connector.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new StoreException("Cassandra's driver has not ended a request in time.", true, null);
            }
        } catch (final InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new StoreException("A write was ended before Cassandra had confirmed it.", true, hurried);
        }
    }
}
