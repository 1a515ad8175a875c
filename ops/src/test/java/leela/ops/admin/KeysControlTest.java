package leela.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import leela.adapters.re2.Re2Patterns;
import leela.engine.history.History;
import leela.engine.history.StorageHealth;
import leela.engine.keys.KeyFilter;
import leela.engine.keys.KeyPage;
import org.junit.jupiter.api.Test;

/** The list of keys over the control socket. */
final class KeysControlTest {

    private static final StorageHealth PART = new StorageHealth() {
        @Override
        public Optional<Loss> loss() {
            return Optional.empty();
        }

        @Override
        public boolean isWhole() {
            return false;
        }
    };

    @Test
    void shouldListNothingFromAPartOfHistory() {
        assertThatThrownBy(() -> new KeysControl(History.NONE, PART, new Re2Patterns()).run(ControlLine.object()))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("try again");
        assertThat(new KeysControl(History.NONE, StorageHealth.GOOD, new Re2Patterns())
                        .run(ControlLine.object())
                        .hasNext())
                .isFalse();
    }

    @Test
    void shouldCountAPageAndTellWhereTheNextBegins() {
        final History two = new TwoPages();
        final KeysControl keys = new KeysControl(two, StorageHealth.GOOD, new Re2Patterns());
        assertThat(keys.run(ControlLine.object().put("count", "true")))
                .toIterable()
                .extracting(Object::toString)
                .containsExactly("{\"count\":2}", "{\"next\":\"b\"}");
        assertThat(keys.run(ControlLine.object().put("count", "true").put("after", "b")))
                .toIterable()
                .extracting(Object::toString)
                .containsExactly("{\"count\":1}");
    }

    /** Keys a and b, then c. */
    private static final class TwoPages implements History {

        @Override
        public Points points(final byte[] key, final long fromNs, final long toNs) {
            throw new AssertionError();
        }

        @Override
        public Documents documents(final byte[] key, final long fromNs, final long toNs) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> tagNames(final byte[] prefix, final int limit) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> tagValues(final byte[] tag, final byte[] prefix, final int limit) {
            throw new AssertionError();
        }

        @Override
        public List<byte[]> spellings(final byte[] key, final int limit) {
            throw new AssertionError();
        }

        @Override
        public KeyPage keys(final KeyFilter filter, final byte[] after, final int limit) {
            final byte[] b = {'b'};
            return after.length == 0
                    ? new KeyPage(List.of(new byte[] {'a'}, b), b)
                    : new KeyPage(List.of(new byte[] {'c'}), new byte[0]);
        }
    }
}
