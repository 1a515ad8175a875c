package leela.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.dmproc.running.QueryLimits;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.engine.series.Series;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayedProcessTest {

    private final List<Throwable> faults = new ArrayList<>();
    private final ReplayedProcess process = new ReplayedProcess(
            new Replay.Setup(
                    new RingConfig(RingConfig.MIN_CAPACITY, Threading.STEPPED, Waiting.SLEEPING),
                    new NamedThreads("leela-test", faults::add),
                    pattern -> null,
                    faults::add),
            QueryLimits.DEFAULT,
            0);

    @AfterEach
    void shouldHaveHadNoFault() {
        process.finish(1);
        assertThat(faults).isEmpty();
    }

    /** As where it was recorded: what queries noted of the series before its purge does not hold for the one behind. */
    @Test
    void shouldTakeASeriesBehindAPurgeForAnother() {
        final Series before = series();
        process.purge(before);

        final Series behind = series();

        assertThat(behind).isNotSameAs(before);
        assertThat(process.live(before)).isSameAs(behind);
    }

    @Test
    void shouldTakeASeriesForItselfWhereItComesAgain() {
        final Series before = series();
        process.purge(before);

        assertThat(process.live(before)).isSameAs(before);
        assertThat(series()).isSameAs(before);
    }

    private Series series() {
        final byte[] key = {'a'};
        return process.series(new UnsafeBuffer(key), 0, key.length);
    }
}
