package leela.ops.cli.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import leela.ops.service.Listener;
import leela.ops.service.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine says when it is ready. */
final class ReadyLineTest {

    private static final String READY = "leela " + Version.current() + " ready: ";

    @Test
    void shouldNameEachPlaceToPrograms() {
        assertThat(ReadyLine.text(listeners("127.0.0.1:4080"), false))
                .isEqualTo(
                        READY + "udp 127.0.0.1:6968, timeline-databus /run/leela/databus, control /run/leela/control,"
                                + " http 127.0.0.1:4080");
        assertThat(ReadyLine.text(listeners("127.0.0.1:4080"), true)).endsWith(", http 127.0.0.1:4080 (TLS)");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:4080, false, http://127.0.0.1:4080/",
        "127.0.0.1:4080, true, https://127.0.0.1:4080/",
        "0.0.0.0:4081, false, http://localhost:4081/",
        "[::]:4080, false, http://localhost:4080/",
        "[::1]:4080, false, http://[::1]:4080/",
    })
    void shouldTellAPersonWhatToOpen(final String address, final boolean isTls, final String url) {
        assertThat(ReadyLine.ofTerminal(listeners(address), isTls))
                .isEqualTo(READY + "udp 127.0.0.1:6968, http " + address + (isTls ? " (TLS)" : "")
                        + ", sockets in /run/leela\nopen " + url);
    }

    private static List<Listener> listeners(final String http) {
        return List.of(
                listener("udp", "127.0.0.1:6968"),
                listener("timeline-databus", "/run/leela/databus"),
                listener("control", "/run/leela/control"),
                listener("http", http));
    }

    private static Listener listener(final String name, final String address) {
        return new Listener(name, address, () -> "", () -> "");
    }
}
