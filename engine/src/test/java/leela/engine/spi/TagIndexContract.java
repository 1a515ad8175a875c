package leela.engine.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every backend does, and how it finds keys by their tags. */
public abstract class TagIndexContract extends StoreContract {

    private static final List<String> KEYS = List.of(
            "cpu;dc=eu;host=web1",
            "cpu;dc=eu;host=web2",
            "cpu;dc=us;host=db1",
            "mem;dc=eu;host=web1",
            "mem;dc=eu;host=web10",
            "cpu.load",
            "a;dc=;=x;odd;host=h=1",
            "b;host=\u0000web1",
            "c;name=else;host=web1");

    @Test
    void shouldFindKeysByATag() {
        KEYS.forEach(key -> write(key, NOON_NS, 1));
        for (int round = 0; round < 2; round++) {
            assertThat(tagged("host", "web1", "", ""))
                    .containsExactly("c;name=else;host=web1", "cpu;dc=eu;host=web1", "mem;dc=eu;host=web1");
            assertThat(tagged("host", "web1", "cpu;", "")).containsExactly("cpu;dc=eu;host=web1");
            assertThat(tagged("dc", "eu", "", "cpu;dc=eu;host=web1"))
                    .containsExactly("cpu;dc=eu;host=web2", "mem;dc=eu;host=web1", "mem;dc=eu;host=web10");
            assertThat(tagged("dc", "eu", "cpu", "cpu;dc=eu;host=web1")).containsExactly("cpu;dc=eu;host=web2");
            assertThat(tagged("dc", "eu", "cpu", "zzz")).isEmpty();
            assertThat(tagged("host", "h=1", "", "")).containsExactly("a;dc=;=x;odd;host=h=1");
            assertThat(tagged("host", "web", "", "")).isEmpty();
            assertThat(tagged("ost", "web1", "", "")).isEmpty();
            reopen();
        }
    }

    @Test
    void shouldListTagsAndTheirValues() {
        assertThat(names("")).isEmpty();
        KEYS.forEach(key -> write(key, NOON_NS, 1));
        writeDocument("note;kind=document", NOON_NS, "{}");
        for (int round = 0; round < 2; round++) {
            assertThat(names("")).containsExactly("dc", "host", "kind", "name");
            assertThat(names("h")).containsExactly("host");
            assertThat(values("host", "")).containsExactly("db1", "h=1", "web1", "web10", "web2");
            assertThat(values("host", "web1")).containsExactly("web1", "web10");
            assertThat(values("name", "")).containsExactly("a", "c", "cpu", "mem", "note");
            assertThat(values("hos", "")).isEmpty();
            reopen();
        }
    }

    @Test
    void shouldForgetTheTagsOfDeletedKeys() {
        KEYS.forEach(key -> write(key, NOON_NS, 1));
        store.deleteKeys(List.of(bytes(KEYS.get(0)), bytes(KEYS.get(2))), 1000 * StoreBatch.VERSION_STEP);
        for (int round = 0; round < 2; round++) {
            assertThat(tagged("dc", "us", "", "")).isEmpty();
            assertThat(tagged("host", "web1", "", "")).containsExactly("c;name=else;host=web1", "mem;dc=eu;host=web1");
            assertThat(values("dc", "")).containsExactly("eu");
            assertThat(values("host", "web1")).containsExactly("web1", "web10");
            reopen();
        }
        store.write(new StoreBatch(
                List.of(),
                List.of(),
                List.of(bytes(KEYS.get(2))),
                StoreBatch.NO_WITNESS,
                new StoreBatch.Mark(2000, 2000 * StoreBatch.VERSION_STEP)));
        assertThat(tagged("dc", "us", "", "")).containsExactly(KEYS.get(2));
        assertThat(values("dc", "")).containsExactly("eu", "us");
    }

    private TagIndex index() {
        return store.tagIndex().orElseThrow();
    }

    protected final List<String> tagged(final String tag, final String value, final String prefix, final String after) {
        return texts(index().keys(bytes(tag), bytes(value), bytes(prefix), bytes(after)));
    }

    protected final List<String> values(final String tag, final String prefix) {
        return texts(index().values(bytes(tag), bytes(prefix)));
    }

    protected final List<String> names(final String prefix) {
        return texts(index().names(bytes(prefix)));
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
}
