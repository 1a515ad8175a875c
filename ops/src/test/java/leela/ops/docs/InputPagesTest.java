package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import leela.engine.counters.Counters;
import leela.engine.ring.Source;
import leela.engine.runtime.NamedThreads;
import leela.ops.check.Format;
import leela.ops.config.ConfigFile;
import leela.ops.input.TcpInputs;
import leela.ops.input.UdpInputs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That an input which is listed for the service stands on the pages, too, and is known to {@code send} and explain. */
@Tag("once")
final class InputPagesTest {

    private static final String ARCHITECTURE = cells("architecture", "| take all datagrams", "| read what connections");
    private static final String SOURCES = cells("limits", "| `metrics.received`");
    private static final String PROTOCOLS =
            String.join("\n", Page.named("protocols").lines()).toLowerCase(Locale.ROOT);
    /** The text protocol is what {@code send} takes where nothing is said; the others are no lines. */
    private static final Set<String> WITHOUT_FORMAT = Set.of("udp", "collectd", "pickle");

    /** @param thread as its name begins */
    private record Input(String name, String thread, Source source) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Input> inputs() {
        final List<Input> inputs = new ArrayList<>();
        TcpInputs.of(ConfigFile.defaults().config(), "")
                .forEach(tcp -> inputs.add(new Input(
                        tcp.name(), "leela-" + tcp.name(), tcp.protocol().source())));
        UdpInputs.of(ConfigFile.defaults().config())
                .forEach(udp -> inputs.add(new Input(
                        udp.name(),
                        numbered("leela-" + udp.name()),
                        udp.protocol().apply(Counters.inMemory(udp.counters())).source())));
        return inputs.stream();
    }

    private static String numbered(final String prefix) {
        return prefix.substring(0, Math.min(prefix.length(), NamedThreads.MAX_NAME_LENGTH - "-0".length())) + "-N";
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void shouldStandOnThePages(final Input input) {
        final String label = input.source().received().description().labelValue();

        assertThat(ARCHITECTURE).as("threads in section 2 of architecture").contains("`" + input.thread() + "`");
        assertThat(SOURCES).as("sources in section 3 of limits").contains("`" + label + "`");
        assertThat(PROTOCOLS.contains(section(input)))
                .as("an input on the page of protocols")
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void shouldHaveAFormatForPeopleWhoSendLines(final Input input) {
        assertThat(WITHOUT_FORMAT.contains(input.name())
                        || Arrays.stream(Format.values())
                                .anyMatch(format -> format.name().equalsIgnoreCase(section(input))))
                .isTrue();
    }

    private static String section(final Input input) {
        return input.name().split("-")[0];
    }

    private static String cells(final String page, final String... rows) {
        final List<String> found = Page.named(page).lines().stream()
                .filter(line -> Arrays.stream(rows).anyMatch(line::startsWith))
                .toList();
        assertThat(found).hasSize(rows.length);
        return String.join("\n", found);
    }
}
