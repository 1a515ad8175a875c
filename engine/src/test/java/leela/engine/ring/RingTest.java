package leela.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.Series;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door itself, with nobody behind it. */
final class RingTest {

    private static final int CAPACITY = 16;
    private static final Series SERIES = Series.detached("key".getBytes(StandardCharsets.ISO_8859_1));

    private final Counters counters = Counters.inMemory();
    private final Sequence shown = new Sequence();
    private final RingBuffer<Slot> buffer = RingBuffer.createMultiProducer(Slot::new, CAPACITY);
    private final Ring ring = new Ring(buffer, List.of(), new Ring.Observer() {}, counters);

    RingTest() {
        buffer.addGatingSequences(shown);
    }

    @Test
    void shouldTellTheBacklog() {
        assertThat(ring.capacity()).isEqualTo(CAPACITY);
        assertThat(ring.backlog()).isZero();
        publish(Slot.Kind.EVENT, 3);
        assertThat(ring.backlog()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAClaimThatDoesNotFitAndTakeOneThatDoes() {
        publish(Slot.Kind.EVENT, CAPACITY - 2);

        assertThat(ring.tryClaim(3)).isEqualTo(Ring.REFUSED);
        assertThat(ring.tryClaim(2)).isEqualTo(CAPACITY - 1);
    }

    @Test
    void shouldLetATickGoWhenFullWhereNobodyWaitsForIt() {
        publish(Slot.Kind.EVENT, CAPACITY);

        ring.tryTick(5, 5);

        assertThat(ring.backlog()).isEqualTo(CAPACITY);
    }

    /** The place that comes free goes to the heartbeat, although a producer has waited longer. */
    @Test
    @Timeout(30)
    void shouldGiveTheNextFreePlaceToTheHeartbeat() throws InterruptedException {
        publish(Slot.Kind.EVENT, CAPACITY);
        final Thread producer = NamedThreads.named("producer", error -> {}, () -> publish(Slot.Kind.EVENT, 1));
        producer.start();
        while (counters.read(EngineCounter.RING_FULL) == 0) {
            Thread.onSpinWait();
        }
        final Thread heartbeat = NamedThreads.named("heartbeat", error -> {}, () -> ring.tick(5, 5));
        heartbeat.start();
        while (!ring.isTickWaiting()) {
            Thread.onSpinWait();
        }

        shown.set(0);

        heartbeat.join();
        assertThat(ring.slot(CAPACITY).kind()).isEqualTo(Slot.Kind.TICK);
        shown.set(1);
        producer.join();
        assertThat(ring.slot(CAPACITY + 1).kind()).isEqualTo(Slot.Kind.EVENT);
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        ring.close();
        ring.tick(5, 5);

        assertThat(ring.claim(1)).isEqualTo(Ring.REFUSED);
        assertThat(ring.tryClaim(1)).isEqualTo(Ring.REFUSED);
        assertThat(ring.backlog()).isZero();
    }

    @Test
    void shouldCountWhatNoHandlerWillSee() {
        publish(Slot.Kind.EVENT, 2);
        publish(Slot.Kind.QUERY_EVENT, 2);
        publish(Slot.Kind.DATA, 1);
        ring.tick(5, 5);

        ring.dropBehind(0);

        assertThat(counters.read(EngineCounter.DROPPED_SHUTDOWN)).isEqualTo(2);
        assertThat(counters.read(EngineCounter.QUERY_EVENTS_REJECTED)).isEqualTo(2);
    }

    /**
     * A claim is either seen in the backlog once close() has returned, or refused with nothing that counts left in its
     * place.
     */
    @RepeatedTest(50)
    void shouldNotLoseAClaimThatCrossesWithClose() throws InterruptedException {
        final List<Throwable> errors = new ArrayList<>();
        final Thread producer = NamedThreads.named("producer", errors::add, () -> {
            long highest = ring.tryClaim(1);
            while (highest != Ring.REFUSED && highest < CAPACITY - 1) {
                ring.slot(highest).event(Slot.Kind.EVENT, SERIES, 0, 0, 0);
                ring.publish(highest, highest);
                highest = ring.tryClaim(1);
            }
        });
        producer.start();
        ring.close();
        final long seenByClose = buffer.getCursor();
        producer.join(10_000);

        long behind = 0;
        for (long sequence = seenByClose + 1; sequence <= buffer.getCursor(); sequence++) {
            behind += ring.slot(sequence).kind() == Slot.Kind.EVENT ? 1 : 0;
        }
        assertThat(behind).isZero();
        assertThat(errors).isEmpty();
    }

    private void publish(final Slot.Kind kind, final int count) {
        final long highest = ring.claim(count);
        for (long sequence = highest - count + 1; sequence <= highest; sequence++) {
            ring.slot(sequence).event(kind, SERIES, 0, 0, 0);
        }
        ring.publish(highest - count + 1, highest);
    }
}
