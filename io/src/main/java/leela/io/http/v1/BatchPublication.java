package leela.io.http.v1;

import java.util.BitSet;
import leela.engine.counters.Counter;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Producer;
import org.agrona.DirectBuffer;

/**
 * One batch on its way into the ring, in portions the producer holds without waiting; between two of them others may
 * have the loop and the producer. Every entry is accounted for: it
 * is in the ring, rejected by its own fault, or, from the portion on that a full ring refused, rejected for overload.
 * Thread: the loop's.
 */
final class BatchPublication {

    private final EntryBatch batch;
    private final Producer producer;
    private final DirectBuffer key;
    private final BitSet accepted = new BitSet();
    private int next;
    private Counter cause = EngineCounter.REJECTED_MALFORMED;
    private boolean isRefused;

    BatchPublication(final EntryBatch batch, final Producer producer, final DirectBuffer key) {
        this.batch = batch;
        this.producer = producer;
        this.key = key;
    }

    /** Publishes the next portion, at least the first; whether there is another. */
    boolean publish(final long nowNs) {
        producer.begin(nowNs);
        if (next == 0) {
            rejectFaults(nowNs);
        }
        final int end = Math.min(batch.count(), next + Producer.BATCH);
        for (int i = next; i < end; i++) {
            if (isRefused) {
                producer.reject(EngineCounter.REJECTED_OVERLOAD);
            } else {
                producer.evidence().part(batch.place(i));
                offer(i);
            }
        }
        if (!producer.tryEnd()) {
            accepted.clear(next, end);
            isRefused = true;
        }
        next = end;
        return next < batch.count();
    }

    private void rejectFaults(final long nowNs) {
        if (producer.rejectAll(EngineCounter.REJECTED_MALFORMED, batch.faults().count())) {
            producer.evidence().part(batch.faults().place());
            producer.evidence()
                    .keep(
                            EngineCounter.REJECTED_MALFORMED,
                            nowNs,
                            batch.faults().reason(),
                            key.byteArray());
        }
    }

    private void offer(final int i) {
        if (batch.offer(i, producer, key)) {
            accepted.set(i);
        } else {
            cause = producer.lastCause();
            batch.faults().add(batch.place(i), producer::lastReason);
        }
    }

    /** Which entries are in the ring. */
    BitSet accepted() {
        return accepted;
    }

    /** The fault of the last that was rejected. */
    Counter cause() {
        return cause;
    }

    /** Whether the ring was full; what came before is in it. */
    boolean isRefused() {
        return isRefused;
    }
}
