package leela.engine.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.EngineCounter;
import leela.engine.runtime.Clock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is kept and logged of refusals, and how little where there are many. */
final class RefusalsTest {

    private static final long NOW_NS = 1_400_000_000L * Clock.NANOS_PER_SECOND;
    private static final byte[] NO_KEY = {};

    private final List<String> logged = new ArrayList<>();
    private final Refusals refusals = new Refusals((refusal, count) -> logged.add(refusal.position() + " of " + count));
    private final Evidence evidence = new Evidence(refusals, "udp");

    @Test
    void shouldKeepWhoSentWhatAndWhy() {
        final byte[] datagram = "good;bad \"\\\u0000é".getBytes(UTF_8);
        evidence.sender(() -> "192.0.2.1:7\n", () -> 7);
        evidence.begin(new UnsafeBuffer(datagram), datagram.length);
        evidence.entry(5);
        assertThat(evidence.isWanted(EngineCounter.REJECTED_MALFORMED, NOW_NS)).isTrue();
        evidence.keep(EngineCounter.REJECTED_MALFORMED, NOW_NS, "no \"value\"\n", "k\n".getBytes(UTF_8));

        assertThat(refusals.newestFirst())
                .containsExactly(new Refusal(
                        NOW_NS,
                        "udp",
                        "malformed",
                        "192.0.2.1:7?",
                        "k\\x0a",
                        "no 'value'?",
                        5,
                        "bad \\x22\\\\\\x00\\xc3\\xa9"));
    }

    @Test
    void shouldKeepTheLastOfEachCauseTheNewestFirst() {
        for (int second = 0; second < 3 * Refusals.KEPT; second++) {
            refuse(second, NOW_NS + second * Clock.NANOS_PER_SECOND);
        }
        evidence.refuse(EngineCounter.REJECTED_DOCUMENT, NOW_NS);

        assertThat(refusals.newestFirst())
                .hasSize(Refusals.KEPT + 1)
                .satisfies(all -> assertThat(all.get(0).position()).isEqualTo(3 * Refusals.KEPT - 1))
                .satisfies(all -> assertThat(all.get(Refusals.KEPT).cause()).isEqualTo("document"));
    }

    @Test
    void shouldMakeTextOfTwentyASecondOnlyAndLogOneAMinute() {
        for (int i = 0; i < 1000; i++) {
            refuse(i, NOW_NS);
        }
        assertThat(refusals.newestFirst().stream().mapToInt(Refusal::position).max())
                .hasValue(19);
        refuse(1000, NOW_NS + Clock.NANOS_PER_SECOND);
        refuse(1001, NOW_NS + 60 * Clock.NANOS_PER_SECOND);

        assertThat(refusals.newestFirst()).extracting(Refusal::position).startsWith(1001, 1000, 19);
        assertThat(logged).containsExactly("0 of 1", "1001 of 1001");
    }

    @Test
    void shouldKeepTheFirstBytesOnly() {
        final byte[] tooLong = "x".repeat(2 * Refusal.MAX_BYTES).getBytes(UTF_8);
        evidence.begin(new UnsafeBuffer(tooLong), tooLong.length);
        evidence.isWanted(EngineCounter.REJECTED_MALFORMED, NOW_NS);
        evidence.keep(EngineCounter.REJECTED_MALFORMED, NOW_NS, "r".repeat(2 * Refusal.MAX_BYTES), tooLong);

        assertThat(refusals.newestFirst()).singleElement().satisfies(refusal -> {
            assertThat(refusal.bytes()).hasSize(Refusal.MAX_BYTES);
            assertThat(refusal.key()).hasSize(Refusal.MAX_BYTES);
            assertThat(refusal.reason()).hasSize(Refusal.MAX_BYTES + 1);
        });
    }

    @Test
    void shouldKeepNothingWhereNothingIsToBeKept() {
        new Evidence(Refusals.NONE, "udp").refuse(EngineCounter.REJECTED_MALFORMED, NOW_NS);

        assertThat(Refusals.NONE.newestFirst()).isEmpty();
        assertThat(new Evidence(refusals, "udp").isWanted(EngineCounter.REJECTED_MALFORMED, NOW_NS))
                .isTrue();
    }

    private void refuse(final int position, final long nowNs) {
        evidence.part(position);
        if (evidence.isWanted(EngineCounter.REJECTED_MALFORMED, nowNs)) {
            evidence.keep(EngineCounter.REJECTED_MALFORMED, nowNs, "", NO_KEY);
        }
    }
}
