package leela.ops.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is said of changes that may not have been told. */
final class UntoldChangesTest {

    private static final long[] STORM = LongStream.rangeClosed(186, 1185).toArray();

    @Test
    void shouldSayOfEachRecipientHowManyThereAre() {
        final UntoldChanges untold =
                new UntoldChanges(Map.of("pager", STORM), Map.of("pager", new long[] {1}, "siren", new long[] {2, 3}));

        assertThat(untold.of("pager"))
                .isEqualTo("; 1000 unconfirmed, 1 discarded within a day: leela notify shows which");
        assertThat(untold.of("siren")).isEqualTo("; 2 discarded within a day: leela notify shows which");
        assertThat(untold.of("ops")).isEmpty();
    }

    @Test
    void shouldBeOneLineOfTheLogWithRanges() {
        assertThat(new UntoldChanges(Map.of("pager", STORM), Map.of("pager", new long[] {1}, "siren", new long[] {2}))
                        .line())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("event=messages_left unconfirmed=1000 discarded=2 recipients=\"pager: 1000"
                                + " unconfirmed (#186 to #1185), 1 discarded (#1); siren: 1 discarded (#2)\" hint="));
        assertThat(new UntoldChanges(Map.of(), Map.of()).line()).isEmpty();
    }

    @Test
    void shouldStayALineWhenThereAreManyRecipients() {
        final Map<String, long[]> many = IntStream.range(0, 1000)
                .boxed()
                .collect(Collectors.toMap(
                        i -> "r" + i,
                        i -> LongStream.range(0, 100).map(n -> 2 * n).toArray()));

        assertThat(new UntoldChanges(Map.of(), many).line())
                .hasValueSatisfying(
                        line -> assertThat(line).hasSizeLessThan(2000).contains("; and others\""));
    }
}
