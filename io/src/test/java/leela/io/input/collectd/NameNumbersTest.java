package leela.io.input.collectd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import leela.io.input.collectd.wire.CollectdDescriptor;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal numbers mean equal names, however many there are. */
class NameNumbersTest {

    private static final int HEADER_LENGTH = 4;
    private static final int MANY = 200_000;
    private static final String SYMBOLS = "0123456789abcdefghijklmop";

    private final NameNumbers names = new NameNumbers();

    @Test
    void shouldTellNamesOfEveryLengthApart() {
        final Set<Integer> numbers = new HashSet<>();
        for (int length = 1; length <= CollectdDescriptor.MAX_NAME_LENGTH; length++) {
            final String name = "n".repeat(length);
            assertThat(numbers.add(number(name))).as("length %d", length).isTrue();
            for (int i = 0; i < length; i++) {
                assertThat(number(name.substring(0, i) + "x" + name.substring(i + 1)))
                        .isNotEqualTo(number(name));
            }
        }
        assertThat(numbers).doesNotContain(NameNumbers.EMPTY, NameNumbers.NONE);
    }

    @Test
    void shouldNumberNeitherEmptyNorOverlongNames() {
        assertThat(number("")).isEqualTo(NameNumbers.EMPTY);
        assertThat(number("n".repeat(CollectdDescriptor.MAX_NAME_LENGTH + 1))).isEqualTo(NameNumbers.NONE);
    }

    @Test
    void shouldKeepNumbersWhileItGrows() {
        final int first = number("first");
        for (int i = 0; i < 2_000; i++) {
            assertThat(number("name-" + i)).isEqualTo(number("name-" + i));
        }
        assertThat(number("first")).isEqualTo(first);
    }

    /** As cpu-0 to cpu-9, or sda and sdb: what makes the difference may stand anywhere. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 8, 9, 12, 16, 17, 24, 40, 63})
    void shouldKeepNamesThatDifferInOneByteAlone(final int length) {
        for (int at = 0; at < length; at++) {
            final String start = "n".repeat(at);
            final String end = "n".repeat(length - at - 1);
            final List<Integer> numbers = SYMBOLS.chars()
                    .mapToObj(symbol -> number(start + (char) symbol + end))
                    .toList();
            for (int i = 0; i < SYMBOLS.length(); i++) {
                assertThat(number(start + SYMBOLS.charAt(i) + end))
                        .as("%c at %d", SYMBOLS.charAt(i), at)
                        .isEqualTo(numbers.get(i));
            }
        }
    }

    @Test
    void shouldNeverGiveANumberToTwoNames() {
        final Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            assertThat(numbers.add(number("name-" + i))).as("name %d", i).isTrue();
        }
        for (int i = 0; i < 1_000; i++) {
            final int again = number("name-" + i);
            assertThat(again > MANY || again == i + 1).as("name %d", i).isTrue();
        }
    }

    @Test
    void shouldReadNothingBesideTheNameAndItsHeader() {
        final byte[] bytes = "####name".getBytes(ISO_8859_1);
        for (int length = 1; length <= HEADER_LENGTH; length++) {
            final UnsafeBuffer exact = new UnsafeBuffer(bytes, 0, HEADER_LENGTH + length);
            assertThat(names.of(exact, HEADER_LENGTH, length)).isEqualTo(number("name".substring(0, length)));
        }
    }

    private int number(final String name) {
        return names.of(
                new UnsafeBuffer(("\377\377\377\377" + name).getBytes(ISO_8859_1)), HEADER_LENGTH, name.length());
    }
}
