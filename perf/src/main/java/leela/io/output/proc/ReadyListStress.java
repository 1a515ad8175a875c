package leela.io.output.proc;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.HashSet;
import java.util.Set;
import leela.engine.runtime.Clock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What the list of clients with results claims, a nested class each. */
public class ReadyListStress {

    private ReadyListStress() {}

    /** A client that is added while the proc thread falls asleep wakes it, or is seen before it sleeps. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The client is in the list, and nobody slept over it.")
    @State
    public static class WokenOrSeen {
        private final SpinningSelector selector = new SpinningSelector();
        private final ReadyList<ReadyList.Client> list = new ReadyList<>(1, new StandingClock(), selector);
        private boolean hasSlept;

        @Actor
        public void query() {
            list.add(() -> false);
        }

        @Actor
        public void proc() {
            try {
                list.await(key -> {}, 0);
            } catch (final IOException impossible) {
                throw new IllegalStateException(impossible);
            }
            hasSlept = selector.hasOverslept;
        }

        @Arbiter
        public void arbiter(final I_Result r) {
            r.r1 = list.poll() != null && !hasSlept ? 1 : 0;
        }
    }

    /** No time goes by: nothing comes alone, so the list is always used. */
    private static final class StandingClock implements Clock {

        @Override
        public long timeNs() {
            return 0;
        }

        @Override
        public long ticksNs() {
            return 0;
        }
    }

    /** Waits as a real one does, but no longer than the other actor can take, and without a file descriptor. */
    private static final class SpinningSelector extends AbstractSelector {

        private static final int MANY = 50_000_000;

        private final Set<SelectionKey> none = new HashSet<>();
        private volatile boolean isWoken;
        private boolean hasOverslept;

        private SpinningSelector() {
            super(null);
        }

        @Override
        public Selector wakeup() {
            isWoken = true;
            return this;
        }

        @Override
        public int select(final long timeoutMs) {
            int spins = 0;
            while (!isWoken && spins < MANY) {
                spins++;
                Thread.onSpinWait();
            }
            hasOverslept = !isWoken;
            return 0;
        }

        @Override
        public int selectNow() {
            return 0;
        }

        @Override
        public int select() {
            return select(0);
        }

        @Override
        public Set<SelectionKey> keys() {
            return none;
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return none;
        }

        @Override
        protected SelectionKey register(final AbstractSelectableChannel channel, final int ops, final Object attached) {
            throw new UnsupportedOperationException(SelectableChannel.class.getName());
        }

        @Override
        protected void implCloseSelector() {
            // holds nothing
        }
    }
}
