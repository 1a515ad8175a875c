package leela.engine.dmproc.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A hundred wrong programs, each with the message that its writer gets. */
@Tag("once")
final class WrongProgramsTest {

    private static final String PLAIN = names(Func.Plain.values());

    private static final String FUNCTIONS =
            "; there are " + PLAIN + " clamp sma ewma sample window over changed every, (* 2) and [> 90]";

    private static final String INSIDE =
            "; in a window there are " + PLAIN + " clamp " + names(Aggregate.Named.values()) + " p99 ahead and (* 2)";

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void shouldSayWhereTheFaultIsAndWhatCouldStandThere(final String written, final String message) {
        final SyntaxException fault = catchThrowableOfType(SyntaxException.class, () -> Program.parseSelect(written));

        assertThat(fault).as("no fault in %s", written).isNotNull();
        assertThat(fault).hasMessage(message.replace("{functions}", FUNCTIONS).replace("{inside}", INSIDE));
        assertThat(fault.column()).isBetween(1, written.length() + 1);
    }

    private static String names(final Object[] functions) {
        return Stream.of(functions).map(Object::toString).collect(Collectors.joining(" "));
    }

    /** A program a line, and below it, set in, its message. */
    static Stream<Arguments> programs() throws IOException {
        return pairs("/language/wrong-programs.txt");
    }

    static Stream<Arguments> pairs(final String resource) throws IOException {
        try (InputStream in = WrongProgramsTest.class.getResourceAsStream(resource)) {
            final List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return IntStream.range(0, lines.size() / 2)
                    .mapToObj(i ->
                            Arguments.of(lines.get(2 * i), lines.get(2 * i + 1).strip()));
        }
    }
}
