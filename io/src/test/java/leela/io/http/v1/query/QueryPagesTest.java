package leela.io.http.v1.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import leela.engine.counters.Counters;
import leela.engine.history.History;
import leela.engine.history.HistoryException;
import leela.engine.history.aggregation.BucketFunction;
import leela.engine.runtime.Clock;
import leela.io.http.Envelope;
import leela.io.http.graphite.ListedHistory;
import leela.io.http.v1.range.TimeRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages that a helper makes in part are those that one thread makes. */
final class QueryPagesTest {

    private static final int SERIES = 40;
    private static final int POINTS = 1000;
    private static final Query QUERY = new Query(
            List.of("s*".getBytes(StandardCharsets.UTF_8)),
            List.of(),
            new TimeRange(0, Long.MAX_VALUE / 2),
            0,
            TimeUnit.SECONDS.toNanos(3),
            BucketFunction.MEAN,
            false);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ListedHistory history = new ListedHistory();
    private final List<Thread> threads = new ArrayList<>();
    private int helped;
    private boolean isBroken;

    /** So much time passes that each key is worth a helper. */
    private final Clock clock = new Clock() {
        private long nowNs;

        @Override
        public long timeNs() {
            return 0;
        }

        @Override
        public synchronized long ticksNs() {
            nowNs += TimeUnit.MILLISECONDS.toNanos(1);
            return nowNs;
        }
    };

    QueryPagesTest() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int series = 0; series < SERIES; series++) {
            for (int i = 0; i < POINTS; i++) {
                history.put("s" + (10 + series), i, random.nextDouble());
            }
        }
    }

    @AfterEach
    void joinHelpers() throws InterruptedException {
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private QueryPages pages(final Predicate<Runnable> helper) {
        final History read = (History) Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                    if (isBroken && method.getName().equals("points")) {
                        throw new HistoryException("away", null);
                    }
                    return method.invoke(history, given);
                });
        final QueryApi api = new QueryApi(read, null, null, Counters.inMemory(), clock, 1);
        return new QueryPages(api, QUERY, Envelope.plain(clock), step -> {
            final boolean helps = helper.test(step);
            helped += helps ? 1 : 0;
            return helps;
        });
    }

    private String answer(final Predicate<Runnable> helper) {
        final StringBuilder text = new StringBuilder();
        try (QueryPages pages = pages(helper)) {
            boolean hasMore = true;
            while (hasMore) {
                hasMore = page(pages, text);
            }
        }
        return text.toString();
    }

    private boolean page(final QueryPages pages, final StringBuilder text) {
        final ByteBuf out = allocator.directBuffer();
        try {
            final boolean hasMore = pages.appendTo(out);
            text.append(out.toString(StandardCharsets.UTF_8));
            return hasMore;
        } finally {
            out.release();
        }
    }

    private boolean inAThread(final Runnable step) {
        final Thread thread = new Thread(step);
        threads.add(thread);
        thread.start();
        return true;
    }

    @Test
    void shouldSayTheSameWhoeverMakesItsPages() {
        final String alone = answer(step -> false);
        assertThat(alone).contains("\"s10\":", "\"s49\":").endsWith("]}}}");
        assertThat(helped).isZero();

        assertThat(answer(step -> {
                    step.run();
                    return true;
                }))
                .as("made at once")
                .isEqualTo(alone);
        assertThat(answer(this::inAThread)).as("made meanwhile").isEqualTo(alone);
        assertThat(answer(step -> true)).as("never begun").isEqualTo(alone);
        assertThat(helped).isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldEndWhatHelpsWhereTheClientLeaves() {
        for (final Predicate<Runnable> helper : List.<Predicate<Runnable>>of(this::inAThread, step -> true)) {
            final QueryPages pages = pages(helper);
            while (helped == 0) {
                assertThat(page(pages, new StringBuilder())).isTrue();
            }
            helped = 0;

            pages.close();
        }
    }

    @Test
    void shouldKeepNoPageWhenTheEngineEndsWhileAHelperMakesOne() {
        final QueryPages pages = pages(this::inAThread);
        while (helped == 0) {
            assertThat(page(pages, new StringBuilder())).isTrue();
        }
        Thread.currentThread().interrupt();

        pages.close();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldTellWhatAHelperMet() {
        final Predicate<Runnable> failing = step -> {
            isBroken = true;
            step.run();
            isBroken = false;
            return true;
        };

        assertThatThrownBy(() -> answer(failing))
                .isInstanceOf(HistoryException.class)
                .hasMessage("away");
    }
}
