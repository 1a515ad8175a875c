package leela.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.runtime.ManualClock;
import leela.engine.spi.Store;
import leela.engine.spi.StoreBatch;
import leela.engine.spi.TagIndex;
import org.agrona.LangUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagRowsTest {

    private static final Duration RETENTION = Duration.ofDays(10);
    private static final long START_NS = 20_000 * Store.DAY_NS;
    private static final byte[] NOTHING = {};

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(START_NS);
    private long version;

    @Test
    void shouldIndexTheKeysOfAStoreThatHadNoIndex() {
        try (EmbeddedStore store = open()) {
            list(store, "cpu;host=web1", "mem;host=web1", "plain");
        }
        try (Database older = new Database(directory, clock)) {
            older.drop(new byte[] {'g'}, new byte[] {'j'});
            older.flush();
        }
        try (EmbeddedStore store = open()) {
            assertThat(keys(store, "host", "web1")).containsExactly("cpu;host=web1", "mem;host=web1");
            assertThat(values(store, "name")).containsExactly("cpu", "mem");
        }
    }

    @Test
    void shouldForgetTagsWithKeysWhoseRetentionIsOver() {
        try (EmbeddedStore store = open()) {
            list(store, "cpu;dc=eu;host=old", "mem;dc=eu;host=old");
            for (int day = 1; day <= 14; day++) {
                clock.advanceNs(Store.DAY_NS);
                list(store, "cpu;dc=eu;host=new");
                store.expire();
            }
            assertThat(keys(store, "dc", "eu")).containsExactly("cpu;dc=eu;host=new");
            assertThat(values(store, "host")).containsExactly("new");
            assertThat(values(store, "name")).containsExactly("cpu");
        }
    }

    private EmbeddedStore open() {
        return EmbeddedStore.open(directory, RETENTION, clock, Counters.inMemory(), LangUtil::rethrowUnchecked);
    }

    /** Lists keys, with a document of today that says so. */
    private void list(final Store store, final String... keys) {
        version += StoreBatch.VERSION_STEP;
        store.write(new StoreBatch(
                List.of(),
                List.of(new StoreBatch.Document(bytes(keys[0]), clock.timeNs(), bytes("{}"))),
                List.of(keys).stream().map(TagRowsTest::bytes).toList(),
                clock.timeNs(),
                new StoreBatch.Mark(version, version)));
    }

    private static List<String> keys(final Store store, final String tag, final String value) {
        return texts(index(store).keys(bytes(tag), bytes(value), NOTHING, NOTHING));
    }

    private static List<String> values(final Store store, final String tag) {
        return texts(index(store).values(bytes(tag), NOTHING));
    }

    private static TagIndex index(final Store store) {
        return store.tagIndex().orElseThrow();
    }

    private static List<String> texts(final Store.Keys keys) {
        final List<String> texts = new ArrayList<>();
        try (keys) {
            while (keys.next()) {
                texts.add(new String(keys.key(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
