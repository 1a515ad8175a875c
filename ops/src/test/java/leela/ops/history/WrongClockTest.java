package leela.ops.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import leela.adapters.embedded.EmbeddedCounter;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.CapturedLog;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole engine whose machine's clock is wrong for a while, at its start and while it runs, deletes and forgets
 * nothing.
 */
@Tag("slow")
final class WrongClockTest {

    private static final Logger LOG = LoggerFactory.getLogger(WrongClockTest.class);
    private static final long NOW = new SystemClock().timeNs() / Clock.NANOS_PER_SECOND;
    private static final long OLDEST = NOW - TimeUnit.DAYS.toSeconds(399);
    /** The embedded store looks for what has expired every ten minutes. */
    private static final long EXPIRY_SECONDS = 601;
    /** The beat looks once a tick, and each tick has the timeline look through all of a small table. */
    private static final int SWEEP_LOOKS = 3;
    /** In which storage does all of a round. */
    private static final int ROUND_LOOKS = 50;

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest(name = "{0} h")
    @ValueSource(longs = {12_000, -48, 1})
    void shouldDeleteAndForgetNothingWhenTheClockIsWrong(final long hours) throws IOException {
        final long looksAhead = hours > 24 ? 1 : 0;
        final long looksBehind = hours < -24 ? 1 : 0;
        try (RunningService right = start()) {
            right.sendDatabus(
                    "gauge 6|oldest 1 " + OLDEST + "; gauge 6|newest 2 " + NOW + "; data 8|document 2|{} " + NOW + ";");
            awaitAll(right);
        }

        clock.stepHours(hours);
        try (CapturedLog log = new CapturedLog();
                RunningService wrongAtStart = start()) {
            awaitExpiry(wrongAtStart);
            assertThat(pauses(log)).isEqualTo(looksAhead);
            assertThat(log.lines("event=clock_behind ")).hasSize((int) looksBehind);
            clock.stepHours(-hours);
            awaitAll(wrongAtStart);
        }

        try (CapturedLog log = new CapturedLog();
                RunningService wrongLater = start()) {
            wrongLater.sendDatabus("derive 4|rate 0 " + (NOW - 20) + "; derive 4|rate 100 " + (NOW - 10) + ";");
            awaitBody(wrongLater, series("rate", NOW - 60), "[[" + (NOW - 10) + ",10.0]]");
            clock.stepHours(hours);
            passExpiry(wrongLater);
            clock.await("leela-beat", SWEEP_LOOKS);
            assertThat(pauses(log)).isEqualTo(looksAhead);
            assertThat(log.lines("event=clock_behind ")).hasSize((int) looksBehind);
            clock.stepHours(-hours);
            wrongLater.sendDatabus("derive 4|rate 200 " + NOW + ";");
            awaitBody(wrongLater, series("rate", NOW - 60), "[[" + (NOW - 10) + ",10.0],[" + NOW + ",10.0]]");
            assertThat(wrongLater.read(EngineCounter.SERIES_PURGED)).isZero();
            awaitAll(wrongLater);
            // what is written at the end bears the wrong time
            clock.stepHours(hours);
        }

        clock.stepHours(-hours);
        try (CapturedLog log = new CapturedLog();
                RunningService wrongAgain = start()) {
            awaitAll(wrongAgain);
            awaitExpiry(wrongAgain);
            assertThat(pauses(log)).as("by a clock that is right again").isZero();
            clock.stepHours(hours);
            passExpiry(wrongAgain);
            clock.await("leela-batcher", ROUND_LOOKS);
            assertThat(get(wrongAgain, "/v1/keys?glob=*est").body()).contains("[\"newest\",\"oldest\"]");
            clock.stepHours(-hours);
            awaitAll(wrongAgain);
            assertThat(wrongAgain.service().counters().sum("embedded.buckets.expired"))
                    .isZero();
        }
    }

    @Test
    void shouldNotTakeTimesThatItGaveItselfForAProofOfItsClock() throws IOException {
        try (RunningService running = start()) {
            running.sendDatabus("gauge 6|oldest 1 " + OLDEST + "; gauge 6|newest 2 " + NOW + ";");
            awaitBody(running, series("oldest", OLDEST), "[[" + OLDEST + ",1.0]]");
        }
        try (RunningService running = start()) {
            awaitExpiry(running);
            clock.stepHours(12_000);
            for (int i = 0; i < 3; i++) {
                final long before = written(running);
                running.sendUdp("without.a.time: " + i);
                RunningService.await("what came without a time to be written", () -> {
                    clock.passSeconds(5);
                    return written(running) > before;
                });
                clock.passSeconds(3_600);
            }
            passExpiry(running);
            assertThat(running.service().counters().sum("embedded.buckets.expired"))
                    .isZero();
            clock.stepHours(-12_000);
            awaitBody(running, series("oldest", OLDEST), "[[" + OLDEST + ",1.0]]");
        }
    }

    /**
     * How often it was told, in one line each, that nothing is deleted. Lines take their time: one of ours comes behind
     * them.
     */
    private static long pauses(final CapturedLog log) {
        LOG.error("event=test_mark");
        RunningService.await("the log", () -> !log.lines("event=test_mark").isEmpty());
        return log.lines("event=embedded_expiry_paused").size();
    }

    private static void awaitExpiry(final RunningService running) {
        RunningService.await("what has expired to be looked for", () -> running.read(EmbeddedCounter.DISK_BYTES) > 0);
    }

    private void passExpiry(final RunningService running) {
        running.service().counters().set(EmbeddedCounter.DISK_BYTES, 0);
        clock.passSeconds(EXPIRY_SECONDS);
        awaitExpiry(running);
    }

    private static long written(final RunningService running) {
        return running.read(EngineCounter.HISTORY_WRITES);
    }

    private RunningService start() {
        return RunningService.in(folder, "timeline.ttl = \"30m\"\nstorage.retention = \"400d\"\n", clock);
    }

    private void awaitAll(final RunningService running) {
        awaitBody(running, series("oldest", OLDEST), "[[" + OLDEST + ",1.0]]");
        awaitBody(running, series("newest", NOW), "[[" + NOW + ",2.0]]");
        awaitBody(running, "/v1/keys?glob=*est", "[\"newest\",\"oldest\"]");
        awaitBody(running, "/v1/data/past24/document", "{}");
    }

    private static String series(final String key, final long fromSeconds) {
        return "/v1/" + key + "?start=" + fromSeconds + "&finish=" + NOW;
    }

    private void awaitBody(final RunningService running, final String path, final String part) {
        RunningService.await(
                path + " to hold " + part, () -> get(running, path).body().contains(part));
    }

    private HttpResponse<String> get(final RunningService running, final String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port("http") + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (final IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The machine's clock, but set as the test says; knows which thread has looked at it how often. */
    private static final class SettableClock implements Clock {

        private final Clock machine = new SystemClock();
        private final ConcurrentHashMap<String, Long> looks = new ConcurrentHashMap<>();
        private final AtomicLong passedNs = new AtomicLong();
        private final AtomicLong setNs = new AtomicLong();

        @Override
        public long timeNs() {
            return machine.timeNs() + passedNs.get() + setNs.get();
        }

        @Override
        public long ticksNs() {
            looks.merge(Thread.currentThread().getName(), 1L, Long::sum);
            return machine.ticksNs() + passedNs.get();
        }

        void stepHours(final long hours) {
            setNs.addAndGet(TimeUnit.HOURS.toNanos(hours));
        }

        void passSeconds(final long seconds) {
            passedNs.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        }

        /** Until a thread has looked so often from now on. */
        void await(final String thread, final int times) {
            final long before = looks.getOrDefault(thread, 0L);
            RunningService.await("rounds of " + thread, () -> looks.getOrDefault(thread, 0L) >= before + times);
        }
    }
}
