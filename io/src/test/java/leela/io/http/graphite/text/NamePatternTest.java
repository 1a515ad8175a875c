package leela.io.http.graphite.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.engine.AllocationWatch;
import org.junit.jupiter.api.Test;

/** One pattern over many names. */
final class NamePatternTest {

    private static final int NAMES = 10_000;

    private final NamePattern pattern = NamePattern.of("disk([0-9])");

    @Test
    void shouldHoldForEachNameAnew() {
        assertThat(List.of("disk1", "disk", "a.disk2", "disk3"))
                .extracting(pattern::equalsWhole)
                .containsExactly(true, false, false, true);
        assertThat(List.of("a.disk2", "disk")).extracting(pattern::isFoundIn).containsExactly(true, false);
        assertThat(pattern.replace("a.disk2.disk3", "d\\1")).isEqualTo("a.d2.d3");
        assertThat(pattern.replace("disk4", "d\\1")).isEqualTo("d4");
    }

    @Test
    void shouldTakeNoMemoryForAName() {
        final long bytes = new AllocationWatch(Thread.currentThread().getId())
                .leastOf(() -> {
                    for (int i = 0; i < NAMES; i++) {
                        pattern.equalsWhole("disk1");
                    }
                })[0];
        assertThat(bytes).isLessThan(NAMES);
    }
}
