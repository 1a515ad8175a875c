package leela.io.http.graphite.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import leela.engine.history.History;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.io.http.Reads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks among many keys let others have their turns. */
final class KeyTreeTest {

    private static final int PAGES = 40;

    private final List<String> steps = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"nodes", "paths", "index", "count"})
    void shouldAskForItsTurnBeforeEachPage(final String what) {
        final KeyTree tree = new KeyTree(new Paged().proxy()).in(new Noted());
        final Consumer<KeyTree> look =
                switch (what) {
                    case "nodes" -> one -> one.nodes("*.none");
                    case "paths" -> one -> one.paths("*none*");
                    case "index" -> KeyTree::index;
                    default -> one -> one.count("tag", "value");
                };
        look.accept(tree);
        assertThat(steps).hasSize(2 * PAGES);
        for (int i = 0; i < PAGES; i++) {
            assertThat(steps.get(2 * i)).isEqualTo("turn");
            assertThat(steps.get(2 * i + 1)).isEqualTo("page");
        }
    }

    /** Pages without a key. */
    private final class Paged {
        private int pages;

        History proxy() {
            return (History) java.lang.reflect.Proxy.newProxyInstance(
                    History.class.getClassLoader(), new Class<?>[] {History.class}, (self, method, arguments) -> {
                        assertThat(method.getName()).isEqualTo("keys");
                        assertThat(arguments[0]).isInstanceOf(KeyFilter.class);
                        steps.add("page");
                        return new KeyPage(List.of(), new byte[++pages < PAGES ? 1 : 0]);
                    });
        }
    }

    private final class Noted implements Reads.Turn {
        @Override
        public void begin() {
            throw new AssertionError("it has begun");
        }

        @Override
        public void check() {
            steps.add("turn");
        }

        @Override
        public void end() {
            throw new AssertionError("it goes on");
        }

        @Override
        public long servedNs() {
            return 0;
        }
    }
}
