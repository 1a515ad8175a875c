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
        assertThat(HttpConfig.DEFAULT)
                .isEqualTo(new HttpConfig(true, "127.0.0.1", 4080, "", "*", 1_048_576, 0, HttpConfig.Tls.NONE));
    }

    @Test
    void shouldNameTheKeyOfABadValue() {
        assertThatThrownBy(() -> HttpConfig.DEFAULT.onPort(99_999)).hasMessage("http.port: 99999 (expected: 0-65535)");
        assertThatThrownBy(() -> HttpConfig.DEFAULT.onPort(-1)).hasMessageStartingWith("http.port: -1");
        assertThatThrownBy(() -> new HttpConfig(true, " ", 0, "", "*", 1 << 20, 0, HttpConfig.Tls.NONE))
                .hasMessageStartingWith("http.address");
        assertThatThrownBy(() -> new HttpConfig(true, "127.0.0.1", 0, "", "*", 1023, 0, HttpConfig.Tls.NONE))
                .hasMessageStartingWith("http.max_body: 1023");
        assertThatThrownBy(() -> HttpConfig.DEFAULT.withCorsOrigin("a\r\nb"))
                .hasMessageStartingWith("http.cors_origin");
    }

    @Test
    void shouldSayWhichAddressItCannotBind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final ReceiverContext context =
                    new ReceiverContext(new ManualClock(0), Counters.inMemory(HttpCounter.values()), error -> {});
            final HttpConfig config = HttpConfig.DEFAULT.onPort(taken.getLocalPort());
            try (HttpServer server = new HttpServer(config, List.of(), context, Refusals.NONE)) {
                assertThatThrownBy(server::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("http: cannot listen on 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }
}
