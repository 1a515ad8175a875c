package leela.engine.ring;

import leela.engine.series.Series;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** What a slot claims where two stages leave it, a nested class each. */
public class SlotStress {

    private static final int STAGES = 2;
    private static final byte[] DOCUMENT = {'1'};

    private SlotStress() {}

    /** The last of two stages takes the document away, none before. */
    @JCStressTest
    @Outcome(
            id = "1, 1, 1",
            expect = Expect.ACCEPTABLE,
            desc = "Both have seen the document, and it is gone behind them.")
    @State
    public static class LeftByTheLast {
        private final Slot slot = new Slot();

        public LeftByTheLast() {
            slot.data(Series.detached(DOCUMENT), DOCUMENT, 0, 0, 0);
        }

        @Actor
        public void stage(final III_Result r) {
            r.r1 = slot.document() == DOCUMENT ? 1 : 0;
            slot.leave(STAGES);
        }

        @Actor
        public void otherStage(final III_Result r) {
            r.r2 = slot.document() == DOCUMENT ? 1 : 0;
            slot.leave(STAGES);
        }

        @Arbiter
        public void arbiter(final III_Result r) {
            r.r3 = slot.document() == null ? 1 : 0;
        }
    }
}
