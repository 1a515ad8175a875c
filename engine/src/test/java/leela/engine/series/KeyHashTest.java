package leela.engine.series;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class KeyHashTest {

    @Test
    void shouldGiveTheSameHashWhereverTheBytesLie() {
        final SplittableRandom random = new SplittableRandom(7);
        for (int length = 1; length <= 64; length++) {
            final byte[] key = new byte[length];
            random.nextBytes(key);
            final String text = new String(key, ISO_8859_1);
            final byte[] shifted = new byte[length + 3];
            System.arraycopy(key, 0, shifted, 3, length);

            final int hash = KeyHash.of(key);

            assertThat(KeyHash.of(TestKeys.inHeap(text), 0, length)).isEqualTo(hash);
            assertThat(KeyHash.of(TestKeys.direct(text), 0, length)).isEqualTo(hash);
            assertThat(KeyHash.of(new UnsafeBuffer(shifted), 3, length)).isEqualTo(hash);
        }
    }

    @Test
    void shouldTellApartKeysThatDifferInOneBit() {
        for (int length = 1; length <= 40; length++) {
            final byte[] key = new byte[length];
            final Set<Integer> hashes = new HashSet<>(Set.of(KeyHash.of(key)));
            for (int bit = 0; bit < length * Byte.SIZE; bit++) {
                key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                hashes.add(KeyHash.of(key));
                key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            }
            assertThat(hashes).as("length %d", length).hasSizeGreaterThanOrEqualTo(length * Byte.SIZE);
        }
    }

    @Test
    void shouldSpreadNumberedKeysEvenly() {
        final int cells = 1 << 16;
        final int[] load = new int[cells];
        for (int i = 0; i < cells; i++) {
            load[KeyHash.of(("host" + i + ".cpu-0.cpu-user").getBytes(ISO_8859_1)) & cells - 1]++;
        }
        int worst = 0;
        for (final int keys : load) {
            worst = Math.max(worst, keys);
        }
        assertThat(worst).as("keys in one of as many cells").isLessThan(16);
    }

    @Test
    void shouldNotLetASenderCancelDifferencesBetweenWords() {
        // with a signed product, w and its complement but for the last bit give hashes that differ in the last bit
        // only, for every second seed; the next word then cancels that
        int collisions = 0;
        final SplittableRandom random = new SplittableRandom(11);
        final UnsafeBuffer one = new UnsafeBuffer(new byte[16]);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[16]);
        for (int i = 0; i < 10_000; i++) {
            final long first = random.nextLong();
            final long second = random.nextLong();
            one.putLong(0, first);
            one.putLong(8, second);
            other.putLong(0, ~first ^ 1);
            other.putLong(8, second ^ 1);
            collisions += KeyHash.of(one, 0, 16) == KeyHash.of(other, 0, 16) ? 1 : 0;
        }
        assertThat(collisions).isLessThan(10);
    }

    @Test
    void shouldCompareKeysByteByByte() {
        for (int length = 1; length <= 24; length++) {
            final byte[] key = "abcdefghijklmnopqrstuvwx".substring(0, length).getBytes(ISO_8859_1);
            final DirectBuffer buffer = TestKeys.direct(new String(key, ISO_8859_1));
            assertThat(KeyHash.isEqual(key, buffer, 0, length)).isTrue();
            assertThat(KeyHash.isEqual(key, buffer, 0, length - 1)).isFalse();
            for (int i = 0; i < length; i++) {
                key[i]++;
                assertThat(KeyHash.isEqual(key, buffer, 0, length))
                        .as("byte %d of %d", i, length)
                        .isFalse();
                key[i]--;
            }
        }
    }
}
