package leela.io.http.v1.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import leela.engine.history.History;
import leela.io.http.graphite.ListedHistory;
import org.junit.jupiter.api.Test;

/** How the keys of a request are found. */
final class AskedKeysTest {

    private final ListedHistory listed = new ListedHistory();
    private final AtomicInteger looks = new AtomicInteger();
    private final History history = (History) Proxy.newProxyInstance(
            History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                looks.addAndGet(method.getName().equals("points") ? 1 : 0);
                return method.invoke(listed, given);
            });

    private List<String> keysOf(final String asked) {
        final AskedKeys keys = new AskedKeys(history, List.of(asked.getBytes(StandardCharsets.UTF_8)), List.of());
        while (keys.advance()) {
            assertThat(keys.keys()).hasSizeLessThan(AskedKeys.MOST);
        }
        return keys.keys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void shouldNotLookIntoAllDaysForPointsOfAGlob() {
        listed.put("load.1", 1, 1);
        listed.put("load.2", 1, 1);

        assertThat(keysOf("load.*")).containsExactly("load.1", "load.2");

        assertThat(looks).hasValue(0);
    }

    @Test
    void shouldTakeAKeyForAKeyThoughItLooksLikeAGlob() {
        listed.put("load.*", 1, 1);
        listed.put("load.2", 1, 1);

        assertThat(keysOf("load.*")).containsExactly("load.*");
    }
}
