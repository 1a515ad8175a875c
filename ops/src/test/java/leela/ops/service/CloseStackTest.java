package leela.ops.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of closing, and what becomes of failures. */
class CloseStackTest {

    private final List<String> closed = new ArrayList<>();
    private final CloseStack parts = new CloseStack();

    @Test
    void shouldCloseInTheReverseOrderAndOnlyOnce() {
        add("store", null);
        add("ring", null);
        add("door", null);

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("door", "ring", "store");
    }

    @Test
    void shouldCloseEverythingWhenSomethingFailsAndThrowTheFirst() {
        add("store", new IOException("store"));
        add("ring", null);
        add("door", new IOException("door"));

        assertThatThrownBy(parts::close)
                .isInstanceOf(IOException.class)
                .hasMessage("door")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("store"));
        assertThat(closed).containsExactly("door", "ring", "store");
    }

    @Test
    void shouldCloseEverythingAlsoWhenAPartIsBroken() {
        add("store", null);
        parts.add(() -> {
            throw new NoClassDefFoundError("door");
        });

        assertThatThrownBy(parts::close).isInstanceOf(NoClassDefFoundError.class);
        assertThat(closed).containsExactly("store");
    }

    private void add(final String name, final Exception failure) {
        parts.add(() -> {
            closed.add(name);
            if (failure != null) {
                throw failure;
            }
        });
    }
}
