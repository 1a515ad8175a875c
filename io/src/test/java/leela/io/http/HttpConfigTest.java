package leela.io.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import leela.engine.counters.Counters;
import leela.engine.refusal.Refusals;
import leela.engine.runtime.ManualClock;
import leela.io.socket.ReceiverContext;
import org.junit.jupiter.api.Test;

final class HttpConfigTest {

    @Test
    void shouldListenOnLoopbackByDefault() {
        assertThat(HttpConfig.DEFAULT).isEqualTo(new HttpConfig(true, "127.0.0.1", 4080, "", "*", 1_048_576));
    }

    @Test
    void shouldNameTheKeyOfABadValue() {
        assertThatThrownBy(() -> new HttpConfig(true, "127.0.0.1", 99_999, "", "*", 1 << 20))
                .hasMessage("http.port: 99999 (expected: 0-65535)");
        assertThatThrownBy(() -> new HttpConfig(true, "127.0.0.1", -1, "", "*", 1 << 20))
                .hasMessageStartingWith("http.port: -1");
        assertThatThrownBy(() -> new HttpConfig(true, " ", 0, "", "*", 1 << 20)).hasMessageStartingWith("http.address");
        assertThatThrownBy(() -> new HttpConfig(true, "127.0.0.1", 0, "", "*", 1023))
                .hasMessageStartingWith("http.max_body: 1023");
        assertThatThrownBy(() -> new HttpConfig(true, "127.0.0.1", 0, "", "a\r\nb", 1 << 20))
                .hasMessageStartingWith("http.cors_origin");
    }

    @Test
    void shouldSayWhichAddressItCannotBind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ReceiverContext context =
                    new ReceiverContext(new ManualClock(0), Counters.inMemory(HttpCounter.values()), error -> {});
            final HttpConfig config = new HttpConfig(true, "127.0.0.1", taken.getLocalPort(), "", "", 1 << 20);
            try (HttpServer server = new HttpServer(config, List.of(), context, Refusals.NONE)) {
                assertThatThrownBy(server::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("http: cannot listen on 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }
}
