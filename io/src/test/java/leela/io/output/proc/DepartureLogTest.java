package leela.io.output.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is logged of clients that leave with losses. */
final class DepartureLogTest {

    private static final long MINUTE_NS = 60_000_000_000L;

    private final DepartureLog log = new DepartureLog();

    @Test
    void shouldSayOneOfManyAMinuteAndCountTheOthers() {
        assertThat(log.says(client("proc-1", 5), 0)).isTrue();
        assertThat(log.line(client("proc-1", 5))).isEqualTo("event=proc_client_gone client=proc-1 sent=7 lost=5");
        for (int i = 2; i <= 320; i++) {
            assertThat(log.says(client("proc-" + i, 2), MINUTE_NS - 1)).isFalse();
        }
        assertThat(log.says(client("proc-321", 1), MINUTE_NS)).isTrue();
        assertThat(log.line(client("proc-321", 1)))
                .isEqualTo("event=proc_client_gone client=proc-321 sent=7 lost=1 others=319 others_lost=638");
        assertThat(log.says(client("proc-322", 1), 2 * MINUTE_NS)).isTrue();
        assertThat(log.line(client("proc-322", 1))).endsWith("lost=1");
    }

    private static ProcFigures client(final String name, final long lost) {
        return new ProcFigures(name, 7, lost);
    }
}
