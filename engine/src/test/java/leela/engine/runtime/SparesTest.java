package leela.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SparesTest {

    private final AtomicInteger made = new AtomicInteger();
    private final Spares<Integer> spares = new Spares<>(2, made::incrementAndGet);

    @Test
    void shouldMakeOneOnlyWhereNoneWasGivenBack() {
        final Integer first = spares.take();
        spares.give(first);

        assertThat(spares.take()).isSameAs(first);
        assertThat(spares.take()).isEqualTo(2);
    }

    @Test
    void shouldKeepNoMoreThanItMay() {
        for (int i = 0; i < 10; i++) {
            spares.give(-i);
        }

        assertThat(spares.take()).isZero();
        assertThat(spares.take()).isEqualTo(-1);
        assertThat(spares.take()).isEqualTo(1);
    }
}
