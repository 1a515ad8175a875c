package leela.io.input.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import leela.engine.counters.Counter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines a datagram is parted into, and which of them are refused. */
final class LineDatagramsTest {

    private final ReadLines reader = new ReadLines();
    private final LineDatagrams datagrams = new LineDatagrams(reader.producer, reader);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ':', quoteCharacter = '"', textBlock = """
            a            : a
            a/           : a
            a/b          : a b
            a/b/         : a b
            //a//b//     : a b
            "  a  /\tb\t": a b
            " / \t/ "    : ""
            =a/b/=c/     : known=a b known=c
            b/=c         : b =c
            """)
    void shouldPartADatagramIntoLines(final String datagram, final String lines) {
        decode(datagram.replace('/', '\n'));

        assertThat(String.join(" ", reader.take())).isEqualTo(lines);
        assertThat(rejected(LineCounter.LENGTH)).isZero();
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"4095, true", "4096, false", "9000, false"})
    void shouldRefuseALineThatIsTooLongAndReadThoseAroundIt(final int length, final boolean isRead) {
        final String line = "x".repeat(length);

        decode("a\n" + line + "\nb");

        assertThat(reader.take())
                .containsExactlyElementsOf(isRead ? Arrays.asList("a", line, "b") : Arrays.asList("a", "b"));
        assertThat(rejected(LineCounter.LENGTH)).isEqualTo(isRead ? 0 : 1);
    }

    /** The buffer is as long as the longest datagram: what lies behind this one is another's. */
    @Test
    void shouldReadNothingBehindTheDatagram() {
        final UnsafeBuffer bytes = ReadLines.buffer("a\nbSECRET\n");

        datagrams.decode(bytes, 3, 1);

        assertThat(reader.take()).containsExactly("a", "b");
    }

    private void decode(final String datagram) {
        final UnsafeBuffer bytes = ReadLines.buffer(datagram);
        datagrams.decode(bytes, bytes.capacity(), 1);
    }

    private long rejected(final Counter cause) {
        return reader.pipeline.count(cause);
    }
}
