package leela.perf.stress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import leela.engine.counters.Counters;
import leela.engine.series.Series;
import leela.engine.series.SeriesTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What the series table claims, a nested class each. Two actors at most: with more, a machine of two cores skips the
 * test.
 */
public class SeriesTableStress {

    private static final byte[] KEY = "host1.cpu-0.cpu-user".getBytes(ISO_8859_1);
    private static final DirectBuffer BUFFER = new UnsafeBuffer(KEY);
    private static final Counters COUNTERS = Counters.inMemory();

    private SeriesTableStress() {}

    /** A table of its own for each run. */
    public static class Table {
        final SeriesTable table = new SeriesTable(100, COUNTERS);

        Series findOrCreate() {
            return table.findOrCreate(BUFFER, 0, KEY.length);
        }

        Series find() {
            return table.find(BUFFER, 0, KEY.length);
        }
    }

    /** Two producers that meet a new key at once get one series. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both have the same series, and it is the only one.")
    @State
    public static class CreatedOnce extends Table {
        private Series one;
        private Series other;

        @Actor
        public void producer() {
            one = findOrCreate();
        }

        @Actor
        public void otherProducer() {
            other = findOrCreate();
        }

        @Arbiter
        public void judge(final II_Result r) {
            r.r1 = one == other ? 1 : 0;
            r.r2 = table.size();
        }
    }

    /** A reader without the lock sees a series whole or not at all. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "There, with its key.")
    @State
    public static class SeenWhole extends Table {
        @Actor
        public void creator() {
            findOrCreate();
        }

        @Actor
        public void reader(final I_Result r) {
            final Series series = find();
            if (series == null) {
                r.r1 = 0;
            } else {
                r.r1 = Arrays.equals(series.key(), KEY) && !series.isPurged() ? 1 : -1;
            }
        }
    }

    /**
     * A metric whose series goes while the producer looks it up ends at the one series of its key, once the timeline
     * has restored.
     */
    @JCStressTest
    @Outcome(
            id = "1, 1",
            expect = Expect.ACCEPTABLE,
            desc = "The series in hand stands for the key, or was put back, or has one successor.")
    @State
    public static class RemovedUnderAProducer extends Table {
        private final Series known = findOrCreate();
        private Series inHand;

        @Actor
        public void timeline() {
            table.tryRemove(known);
        }

        @Actor
        public void producer() {
            inHand = findOrCreate();
        }

        @Arbiter
        public void judge(final II_Result r) {
            final Series live = inHand.isPurged() ? table.restore(inHand) : inHand;
            r.r1 = find() == live && !live.isPurged() ? 1 : 0;
            r.r2 = table.size();
        }
    }

    /** The timeline puts a series back while a producer makes its successor: one of them stands for the key. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Both have the same series, and it is the only one.")
    @State
    public static class RestoredOrSucceeded extends Table {
        private final Series removed = findOrCreate();
        private Series restored;
        private Series created;

        public RestoredOrSucceeded() {
            table.tryRemove(removed);
        }

        @Actor
        public void timeline() {
            restored = table.restore(removed);
        }

        @Actor
        public void producer() {
            created = findOrCreate();
        }

        @Arbiter
        public void judge(final II_Result r) {
            r.r1 = restored == created && find() == created && !created.isPurged() ? 1 : 0;
            r.r2 = table.size();
        }
    }
}
