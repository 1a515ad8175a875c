package leela.io.http.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import leela.engine.alert.AlertState;
import leela.engine.alert.Transition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written to who hears of alerts. */
final class AlertStreamsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 8 9 | id: 8, event: alert, id: 9, event: alert",
                "0 | 4 5 | event: lost, data: {\"lost\":3}, id: 4, event: alert, id: 5, event: alert",
                "3 | 4 9 | id: 4, event: alert, event: lost, data: {\"lost\":4}, id: 9, event: alert",
                "3 | ''  | ''"
            })
    void shouldTellHowManyChangesAreNotKnownAnyMore(final long after, final String numbers, final String lines) {
        final List<Transition> changes = numbers.isEmpty()
                ? List.of()
                : List.of(numbers.split(" ")).stream()
                        .map(number -> transition(Long.parseLong(number)))
                        .toList();
        final ByteBuf page = Unpooled.buffer();

        final long last = AlertStreams.write(page, new AlertRows(""), after, changes);

        assertThat(last)
                .isEqualTo(
                        LongStream.concat(LongStream.of(after), changes.stream().mapToLong(Transition::number))
                                .max()
                                .getAsLong());
        assertThat(page.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isEmpty() && !line.startsWith("data: {\"number\":")))
                .containsExactly(lines.isEmpty() ? new String[0] : lines.split(", "));
    }

    private static Transition transition(final long number) {
        return new Transition(
                number,
                number,
                "disk",
                "web1",
                List.of("web1"),
                AlertState.OK,
                AlertState.FIRING,
                0,
                0,
                95,
                "",
                List.of(),
                "",
                1,
                "web1.df",
                0);
    }
}
