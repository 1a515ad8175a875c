package leela.engine.history;

import static leela.engine.history.HistoryFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import leela.engine.keys.KeyCase;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import leela.engine.keys.KeyScan;
import leela.engine.spi.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of the store and of memory are one list, in pages of bounded work. */
final class KeyMergeTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', '', ''",
        "a c, '', a c, ''",
        "'', b d, b d, ''",
        "a c, b d, a b c d, ''",
        "a b c, b, a b c, ''",
        "a b, c d e f, a b c d e, e",
        "e f g, a b c d, a b c d e, e",
        "a b c d e, '', a b c d e, e",
        "c, a b c d e, a b c d e, e",
        "f, a b c d e, a b c d e, e",
    })
    void shouldMergeInOrderAndOnce(final String stored, final String newest, final String page, final String next) {
        final KeyPage found = new KeyMerge(whole(newest), new KeyScan(KeyFilter.ALL, KeyCase.KEPT), 5)
                .page(new Rows(list(stored).stream()));
        assertThat(found.keys())
                .extracting(String::new)
                .isEqualTo(List.of(page.isEmpty() ? new String[0] : page.split(" ")));
        assertThat(new String(found.next(), StandardCharsets.UTF_8)).isEqualTo(next);
    }

    @Test
    void shouldEndAPageThatFindsNothingAmongManyAndGoOnBehindIt() {
        final KeyScan nothing = new KeyScan(new KeyFilter(new byte[0], bytes("*x")), KeyCase.KEPT);
        final KeyPage none = new KeyMerge(whole("k000001x k9x"), nothing, 5)
                .page(new Rows(Stream.iterate(0, i -> i + 1).map(KeyMergeTest::numbered)));
        assertThat(none.keys()).extracting(String::new).containsExactly("k000001x");
        assertThat(new String(none.next(), StandardCharsets.UTF_8))
                .isEqualTo("k%09d".formatted(KeyMerge.MOST_LOOKED_AT - 1));
    }

    /** Those in memory, too, are looked at in parts; what the store has behind such a part is for the next page. */
    @ParameterizedTest
    @CsvSource({
        "'', '', c, '', c",
        "a d, b, c, a b, c",
        "a, b, b, a b, b",
        "a c, b c, c, a b c, c",
        "a b c d e f, '', g, a b c d e, e",
        "d, a b c, c, a b c, c",
    })
    void shouldEndAPageWhereThoseInMemoryWereLookedAt(
            final String stored, final String newest, final String to, final String page, final String next) {
        final KeyPage found = new KeyMerge(
                        new KeyPage(list(newest), bytes(to)), new KeyScan(KeyFilter.ALL, KeyCase.KEPT), 5)
                .page(new Rows(list(stored).stream()));
        assertThat(found.keys())
                .extracting(String::new)
                .isEqualTo(List.of(page.isEmpty() ? new String[0] : page.split(" ")));
        assertThat(new String(found.next(), StandardCharsets.UTF_8)).isEqualTo(next);
    }

    private static KeyPage whole(final String newest) {
        return new KeyPage(list(newest), KeyPage.NONE.next());
    }

    private static byte[] numbered(final int number) {
        return bytes(String.format(Locale.ROOT, "k%09d", number));
    }

    private static List<byte[]> list(final String words) {
        return Stream.of(words.split(" "))
                .filter(word -> !word.isEmpty())
                .map(HistoryFixture::bytes)
                .toList();
    }

    /** What a store lists. */
    private static final class Rows implements Store.Keys {
        private final Iterator<byte[]> rows;
        private byte[] row;

        Rows(final Stream<byte[]> rows) {
            this.rows = rows.iterator();
        }

        @Override
        public boolean next() {
            row = rows.hasNext() ? rows.next() : null;
            return row != null;
        }

        @Override
        public byte[] key() {
            return row;
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
