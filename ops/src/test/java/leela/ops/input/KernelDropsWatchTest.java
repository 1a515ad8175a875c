package leela.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import leela.engine.counters.Counter;
import leela.engine.counters.Counters;
import leela.io.input.graphite.GraphiteCounter;
import leela.io.input.text.TextCounter;
import org.junit.jupiter.api.Test;

/** Datagrams that never came to be read. */
final class KernelDropsWatchTest {

    private final Counters counters = Counters.inMemory(TextCounter.values(), GraphiteCounter.values());

    @Test
    void shouldTellForAMinuteWhatTheKernelDroppedAndBeforeWhichPort() {
        counters.set(TextCounter.KERNEL_DROPS, 7);
        final Map<String, Counter> ports = new LinkedHashMap<>();
        ports.put("udp", TextCounter.KERNEL_DROPS);
        ports.put("graphite-udp", GraphiteCounter.KERNEL_DROPS);
        final KernelDropsWatch watch = new KernelDropsWatch(ports, counters);
        watch.look();
        assertThat(watch.parts()).as("of an earlier run").isEmpty();

        counters.add(TextCounter.KERNEL_DROPS, 100);
        watch.look();
        counters.add(TextCounter.KERNEL_DROPS, 20);
        counters.add(GraphiteCounter.KERNEL_DROPS, 3);
        watch.look();
        assertThat(watch.parts()).singleElement().satisfies(part -> {
            assertThat(part.isReady()).isTrue();
            assertThat(part.state())
                    .startsWith("datagrams of the last minute: 120 before udp, 3 before graphite-udp; ");
        });

        for (int i = 0; i < KernelDropsWatch.LOOKS; i++) {
            watch.look();
        }
        assertThat(watch.parts()).isEmpty();
    }
}
