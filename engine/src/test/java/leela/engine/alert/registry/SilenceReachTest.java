package leela.engine.alert.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import leela.engine.alert.AlertState;
import leela.engine.alert.GroupRecord;
import leela.engine.alert.JdkPattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a silence is of. */
final class SilenceReachTest {

    private static final List<String> RUNNING = List.of("load", "swap", "idle");
    private static final List<GroupRecord> OPEN = Stream.of("load web1", "load web2", "swap db1")
            .map(SilenceReachTest::group)
            .toList();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ^web1        | It is of 1 of the 3 alerts that are open, and of all groups of 0 of the 3 that run.
            ^load$       | It is of 2 of the 3 alerts that are open, and of all groups of 1 of the 3 that run.
            ^load web2$  | It is of 1 of the 3 alerts that are open, and of all groups of 0 of the 3 that run.
            ^nosuch      | It is of 0 of the 3 alerts that are open, and of all groups of 0 of the 3 that run. Beware: \
            nothing matches now; it is of groups that come alone.
            .            | It is of 3 of the 3 alerts that are open, and of all groups of 3 of the 3 that run. Beware: \
            nobody is told of any alert.
            """)
    void shouldSayHowManyItIsOfAndWarnOfNoneAndAll(final String regex, final String sentence) {
        assertThat(SilenceReach.of(regex, JdkPattern.of(regex.getBytes(StandardCharsets.UTF_8)), OPEN, RUNNING))
                .hasToString(sentence);
    }

    private static GroupRecord group(final String alertAndGroup) {
        final String[] names = alertAndGroup.split(" ");
        return new GroupRecord(
                names[0],
                names[1],
                List.of(),
                AlertState.FIRING,
                AlertState.OK,
                AlertState.FIRING,
                1,
                1,
                1,
                1,
                false,
                List.of());
    }
}
