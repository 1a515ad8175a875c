package leela.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import leela.adapters.re2.Re2Patterns;
import leela.engine.dmproc.figures.QueryOutputs;
import leela.engine.replay.Replay;
import leela.engine.replay.ReplayedQuery;
import leela.engine.ring.RingConfig;
import leela.engine.ring.Threading;
import leela.engine.ring.Waiting;
import leela.engine.runtime.NamedThreads;
import leela.io.journal.JournalFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What queries give is a pure function of the journal. */
class ReplayTest {

    private static final int ROUNDS = 2_500;

    /**
     * A journal that was recorded once and for all: what it gives must never change, on no JDK. It has room for all
     * states, since what these take is no part of what a program means.
     */
    private static final String KEPT = "kept.seg.gz";

    private static final int KEPT_QUERIES = 110;
    private static final String KEPT_HASH = "d1c64c13aa4b3488";

    /** Such a one with windows of time, groups, joins, recorded series, and what came before. */
    private static final String WINDOWS = "kept-windows.seg.gz";

    private static final int WINDOWS_QUERIES = 97;
    private static final String WINDOWS_HASH = "e1fa79864544a561";

    @TempDir
    private Path folder;

    private final List<Throwable> errors = new ArrayList<>();

    /** Recorded by each kind of runner, replayed by each: the live hashes, and positions, come out again. */
    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGiveWhatTheRecordedQueriesGaveWhoeverRunsTheHandlers(final Threading recordedBy) throws Exception {
        final List<QueryOutputs> live = RecordedRun.record(folder, recordedBy, 42, ROUNDS);

        assertThat(live).hasSizeGreaterThan(100);
        assertThat(live.stream().filter(outputs -> outputs.results() > 0)).hasSizeGreaterThan(80);
        for (final Threading replayedBy : Threading.values()) {
            assertThat(outputs(replay(folder, replayedBy))).as("%s", replayedBy).isEqualTo(live);
        }
    }

    @Test
    void shouldTellTheProcessesOfAJournalApart() throws Exception {
        final List<QueryOutputs> live = new ArrayList<>(RecordedRun.record(folder, Threading.INLINE, 1, ROUNDS / 4));
        live.addAll(RecordedRun.record(folder, Threading.INLINE, 2, ROUNDS / 4));

        final List<ReplayedQuery> replayed = replay(folder, Threading.STEPPED);

        assertThat(outputs(replayed)).isEqualTo(live);
        assertThat(replayed.stream().map(ReplayedQuery::process).distinct()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGiveTheSameAsEverOnEveryJdk(final Threading threading) throws Exception {
        shouldGive(threading, KEPT, KEPT_QUERIES, KEPT_HASH);
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"STEPPED", "DEDICATED"})
    void shouldEndTheSameWindowsAsEverOnEveryJdk(final Threading threading) throws Exception {
        shouldGive(threading, WINDOWS, WINDOWS_QUERIES, WINDOWS_HASH);
    }

    private void shouldGive(
            final Threading threading, final String journal, final int queries, final String expectedHash)
            throws IOException {
        unpack(journal, folder.resolve("journal-000000000001.seg"));

        final List<ReplayedQuery> replayed = replay(folder, threading);

        assertThat(replayed).hasSize(queries);
        long hash = 0;
        for (final ReplayedQuery query : replayed) {
            hash = 31 * hash + query.outputs().hash();
        }
        assertThat(String.format("%016x", hash)).isEqualTo(expectedHash);
    }

    private static List<QueryOutputs> outputs(final List<ReplayedQuery> replayed) {
        return replayed.stream().map(ReplayedQuery::outputs).toList();
    }

    private List<ReplayedQuery> replay(final Path journal, final Threading threading) throws IOException {
        final RingConfig ring = new RingConfig(RingConfig.MIN_CAPACITY, threading, Waiting.SLEEPING);
        final Replay replay = new Replay(
                new Replay.Setup(ring, new NamedThreads("leela-test", errors::add), new Re2Patterns(), errors::add));
        try (replay) {
            final JournalFolder.Contents contents = JournalFolder.read(journal, replay);
            assertThat(contents.damaged()).isZero();
            assertThat(contents.nameless()).isZero();
        }
        assertThat(errors).isEmpty();
        assertThat(replay.missing()).isZero();
        return replay.queries();
    }

    private static void unpack(final String resource, final Path target) throws IOException {
        try (InputStream packed = ReplayTest.class.getResourceAsStream(resource);
                InputStream bytes = new GZIPInputStream(packed)) {
            Files.copy(bytes, target);
        }
    }
}
