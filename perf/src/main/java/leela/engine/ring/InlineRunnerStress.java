package leela.engine.ring;

import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.runtime.SuppressForbidden;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What the runner claims that has no thread for the handlers, a nested class each. */
public class InlineRunnerStress {

    private InlineRunnerStress() {}

    /** A runner whose own thread never runs: what producers leave behind stays there. */
    public static class Runner {

        /** So many chunks that no producer leaves the rest to the runner's own thread. */
        private static final int CAPACITY = 4 * Producer.BATCH;

        private final CountingHandler handler = new CountingHandler();
        private final Stage stage = new Stage(List.of(handler), handler, 1, Counters.inMemory(), fault -> {});
        private final InlineRunner runner = new InlineRunner(CAPACITY, stage, body -> new AbsentThread());

        public Runner() {
            runner.start();
        }

        void publish() {
            final long sequence = runner.buffer().next();
            runner.buffer().get(sequence).tick(sequence, sequence, false);
            runner.buffer().publish(sequence);
            runner.onPublished();
        }

        void judge(final II_Result r) {
            r.r1 = handler.seen;
            r.r2 = handler.isInOrder ? 1 : 0;
        }

        InlineRunner runner() {
            return runner;
        }
    }

    /** Whoever publishes while another runs the handlers leaves its entry to that one, which sees it. */
    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "Both entries were shown, once and in order.")
    @State
    public static class NothingLeftBehind extends Runner {
        @Actor
        public void producer() {
            publish();
        }

        @Actor
        public void otherProducer() {
            publish();
        }

        @Arbiter
        public void arbiter(final II_Result r) {
            judge(r);
        }
    }

    /** Who runs the handlers stops for one that waits for room; what is left is shown by that one. */
    @JCStressTest
    @Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "All entries were shown, once and in order.")
    @State
    public static class HandedToAWaiter extends Runner {
        @Actor
        public void producer() {
            publish();
            publish();
        }

        @Actor
        public void waiter() {
            runner().onFull();
            runner().onWaited(true);
            publish();
        }

        @Arbiter
        public void arbiter(final II_Result r) {
            judge(r);
        }
    }

    /** Plain fields: what one thread has counted the next one sees, by the hand-over alone. */
    private static final class CountingHandler implements Handler {
        private int seen;
        private boolean isInOrder = true;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void onEntry(final Slot slot) {}

        @Override
        public void onTick(final Slot tick) {
            isInOrder &= tick.timeNs() == seen;
            seen++;
        }
    }

    /** In place of the runner's own thread. */
    private static final class AbsentThread extends Thread {

        @SuppressForbidden("never runs")
        private AbsentThread() {}

        @Override
        public void start() {
            // never
        }
    }
}
