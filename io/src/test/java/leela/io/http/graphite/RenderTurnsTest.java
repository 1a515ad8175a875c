package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.ring.Limits;
import leela.engine.ring.RecordingPipeline;
import leela.engine.runtime.ManualClock;
import leela.io.http.HttpConfig;
import leela.io.http.HttpCounter;
import leela.io.http.HttpServer;
import leela.io.http.v1.query.QueryApi;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.Test;

/** Short requests among long ones. */
final class RenderTurnsTest {

    private static final int LONG_ONES = 12;
    private static final long PATIENCE_S = 30;

    private final ManualClock clock = new ManualClock(GraphiteServer.NOW * 1_000_000_000L);
    private final CountDownLatch opened = new CountDownLatch(LONG_ONES);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean isReleased;

    /** Series whose name begins with {@code endless} have points until the test lets them end. */
    private final class Endless implements History {
        private final ListedHistory listed = new ListedHistory();

        @Override
        public Points points(final byte[] key, final long fromNs, final long toNs) {
            // the step of a series is found by a look of its own
            if (key[0] != 'e' || toNs == Limits.MAX_TIME_NS) {
                return listed.points(key, fromNs, toNs);
            }
            return new Points() {
                private boolean isBegun;

                @Override
                public int read(final long[] timesNs, final double[] values) {
                    if (!isBegun) {
                        isBegun = true;
                        opened.countDown();
                    }
                    clock.advanceNs(1000);
                    timesNs[0] = fromNs;
                    return isReleased ? 0 : 1;
                }

                @Override
                public void close() {
                    // nothing is held
                }
            };
        }

        @Override
        public Documents documents(final byte[] key, final long fromNs, final long toNs) {
            return listed.documents(key, fromNs, toNs);
        }

        @Override
        public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
            return listed.keys(filter, after, limit);
        }

        @Override
        public List<byte[]> tagNames(final byte[] prefix, final int limit) {
            return listed.tagNames(prefix, limit);
        }

        @Override
        public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
            return listed.tagValues(tag, prefix, limit);
        }

        @Override
        public List<byte[]> spellings(final byte[] key, final int limit) {
            return List.of(key);
        }
    }

    @Test
    void shouldAnswerShortRequestsWhileManyLongOnesAreComputed() throws Exception {
        final Endless history = new Endless();
        history.listed.put("short", GraphiteServer.NOW - 60, 5);
        final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(Counters.inMemory(HttpCounter.values()));
        final List<Throwable> faults = new CopyOnWriteArrayList<>();
        try (HttpServer server = new HttpServer(
                HttpConfig.DEFAULT.onPort(0),
                List.of(
                        new GraphiteApi(history, StorageHealth.GOOD, pipeline.counters(), clock),
                        new QueryApi(
                                history,
                                StorageHealth.GOOD,
                                text -> key -> false,
                                pipeline.counters(),
                                clock,
                                1_000_000_000L)),
                new ReceiverContext(clock, pipeline.counters(), faults::add),
                pipeline.refusals())) {
            server.start();
            final List<CompletableFuture<HttpResponse<byte[]>>> longOnes = new ArrayList<>();
            for (int i = 0; i < LONG_ONES; i++) {
                longOnes.add(ask(server, "/render?format=json&from=-2h&target=endless" + i));
            }
            assertThat(opened.await(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(text(ask(server, "/render?format=json&from=-5min&target=short")))
                    .contains("[5.0,");
            assertThat(text(ask(server, "/v1/query?key=short&start=-5m"))).contains(",5.0]");
            assertThat(longOnes).noneMatch(CompletableFuture::isDone);
            isReleased = true;
            for (final CompletableFuture<HttpResponse<byte[]>> longOne : longOnes) {
                assertThat(longOne.get(PATIENCE_S, TimeUnit.SECONDS).statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(faults).isEmpty();
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(final HttpServer server, final String target) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + server.address().getPort() + target))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(final CompletableFuture<HttpResponse<byte[]>> answer) throws Exception {
        return new String(answer.get(PATIENCE_S, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8);
    }
}
