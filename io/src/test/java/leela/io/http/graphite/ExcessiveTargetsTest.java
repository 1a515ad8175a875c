package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import leela.engine.runtime.ManualClock;
import leela.io.http.Reads;
import leela.io.http.graphite.expression.TargetException;
import leela.io.http.graphite.path.KeyTree;
import leela.io.http.graphite.path.SeriesStep;
import leela.io.http.graphite.path.StoredSeries;
import leela.io.http.graphite.path.ValueBudget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that ask for more time, memory or stack than one request may have; the engine must outlive them. */
final class ExcessiveTargetsTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private static GraphiteServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new GraphiteServer();
        for (int i = 0; i < 2000; i++) {
            server.history.put("many.s" + i, GraphiteServer.NOW - 6, 5);
        }
        server.history.put("a".repeat(1000) + ".b", GraphiteServer.NOW - 6, 5);
        server.history.put("one.x", GraphiteServer.NOW - 6, 5);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> excessive() {
        final String longName = "n".repeat(400_000);
        return Stream.of(
                Arguments.of("a glob that tries every way", "*a*a*a*a*a*a*a*a*a*a*a*a*b"),
                Arguments.of("braces in braces", "{".repeat(20_000) + "x" + "}".repeat(20_000)),
                Arguments.of("groups in groups", "grep(one.x,'" + "(".repeat(20_000) + ")".repeat(20_000) + "')"),
                Arguments.of("a deep match", "grep(alias(one.x,'" + "a".repeat(400_000) + "'),'^(a|b)*c')"),
                Arguments.of("a long pipe", "one.x" + "|absolute()".repeat(20_000)),
                Arguments.of("long names", "scale(scale(scale(alias(many.*,'" + longName + "'),2),2),2)"),
                Arguments.of("replaced by much", "aliasSub(many.*,'^','" + longName + "')"),
                Arguments.of("replaced by itself", "aliasSub(one.x,'^.*$','" + "\\0".repeat(100_000) + "')"),
                Arguments.of("nodes again and again", "aliasByNode(one.x" + ",0".repeat(100_000) + ")"),
                Arguments.of("a template of marks", "applyByNode(one.x,0,'" + "%".repeat(100_000) + "')"),
                Arguments.of("series without end", "timeStack(one.x,'10y',0,2000000000)"));
    }

    /** Nobody else waits. */
    private record EndlessTurn(ManualClock clock, long sinceNs) implements Reads.Turn {
        @Override
        public void begin() {}

        @Override
        public void check() {}

        @Override
        public void end() {}

        @Override
        public long servedNs() {
            return clock.ticksNs() - sinceNs;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("excessive")
    void shouldRefuseATargetWhenItAsksForTooMuch(final String unused, final String target) throws Exception {
        final HttpResponse<byte[]> answer =
                server.post("/render", "format=json&from=-5s&until=now&target=" + GraphiteServer.encoded(target));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void shouldGoNoFurtherWhenARequestHasHadItsTime() {
        final ManualClock clock = new ManualClock(GraphiteServer.NOW * SECOND_NS);
        try (StoredSeries series = new StoredSeries(
                server.history,
                new KeyTree(server.history),
                new SeriesStep(server.history),
                new ValueBudget(10_000),
                step -> false,
                clock.timeNs())) {
            series.in(new EndlessTurn(clock, clock.ticksNs()));
            assertThat(series.fetch("one.x", 0, 60)).hasSize(1);

            clock.advanceNs(21 * SECOND_NS);

            assertThatThrownBy(() -> series.fetch("one.x", 0, 60))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("20 seconds");
        }
    }
}
