package leela.io.input.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection brings, in pieces as the network cuts them; what is not taken comes again in front of the rest. */
final class LineStreamTest {

    private final ReadLines reader = new ReadLines();
    private final LineStream stream = new LineStream(reader.producer, reader);
    private String waiting = "";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ':', quoteCharacter = '"', textBlock = """
            a/              : a           : 0
            a               : ""          : 1
            a/b             : a           : 1
            a/b/            : a b         : 0
            " a /\t/ b\t/ " : a b         : 1
            =a/b/=c/d/=e    : known=a b known=c d : 2
            """)
    void shouldTakeWholeLinesAndLeaveTheRest(final String bytes, final String lines, final int left) {
        come(bytes.replace('/', '\n'));

        assertThat(String.join(" ", reader.take())).isEqualTo(lines);
        assertThat(waiting).hasSize(left);
    }

    @Test
    void shouldGiveTheSameLinesWhereverTheyAreCut() {
        final String all = "one\n=two\n" + "x".repeat(5000) + "\n three \n\n=four\nfive\n";
        final List<String> whole = List.of("one", "known=two", "three", "known=four", "five");
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 1; round <= 200; round++) {
            final List<String> got = new ArrayList<>();
            for (int at = 0; at < all.length(); ) {
                final int end = Math.min(all.length(), at + random.nextInt(1, random.nextBoolean() ? 9 : 6000));
                come(all.substring(at, end));
                got.addAll(reader.take());
                at = end;
            }
            assertThat(got).as("seed %d", seed).isEqualTo(whole);
            assertThat(waiting).isEmpty();
            assertThat(rejected(LineCounter.LENGTH)).as("seed %d", seed).isEqualTo(round);
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {4096, 10_000})
    void shouldKeepNoMoreOfALineThanMayBeLong(final int length) {
        come("x".repeat(length - 1));
        come("x");
        assertThat(waiting).as("nothing of it waits").isEmpty();
        come("x".repeat(length));
        come("\nb\n");

        assertThat(reader.take()).containsExactly("b");
        assertThat(rejected(LineCounter.LENGTH)).as("one line, one refusal").isEqualTo(1);
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource({"a, 1", "'', 0", "' \t ', 0"})
    void shouldCountALineThatEndsWithItsConnectionAsIncomplete(final String rest, final int incomplete) {
        come(rest);

        final UnsafeBuffer bytes = ReadLines.buffer(waiting);
        stream.end(bytes, bytes.capacity(), 1);

        assertThat(reader.take()).isEmpty();
        assertThat(rejected(LineCounter.INCOMPLETE)).isEqualTo(incomplete);
    }

    @Test
    void shouldReadNothingBehindWhatHasCome() {
        assertThat(stream.decode(ReadLines.buffer("a\nbSECRET\n"), 3, 1)).isEqualTo(2);
        assertThat(reader.take()).containsExactly("a");
    }

    private void come(final String more) {
        final String there = waiting + more;
        final UnsafeBuffer bytes = ReadLines.buffer(there);
        waiting = there.substring(stream.decode(bytes, bytes.capacity(), 1));
    }

    private long rejected(final Counter cause) {
        return reader.pipeline.count(cause);
    }
}
