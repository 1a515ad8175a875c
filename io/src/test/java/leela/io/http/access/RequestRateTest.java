package leela.io.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests a second an address, by times that the test gives. */
final class RequestRateTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private final RequestRate limit = new RequestRate(10);

    private static InetAddress address(final String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private int admitted(final String address, final int asked, final long atNs) throws UnknownHostException {
        int admitted = 0;
        for (int i = 0; i < asked; i++) {
            admitted += limit.admit(address(address), atNs) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void shouldAdmitASecondsWorthAtOnceAndThenAsTimePasses() throws UnknownHostException {
        assertThat(admitted("192.0.2.1", 30, 0)).isEqualTo(10);
        assertThat(admitted("192.0.2.1", 30, SECOND_NS / 2)).isEqualTo(5);
        assertThat(admitted("192.0.2.1", 30, 100 * SECOND_NS)).isEqualTo(10);
    }

    @Test
    void shouldNotLetOneAddressUseUpAnothers() throws UnknownHostException {
        assertThat(admitted("192.0.2.1", 30, 0)).isEqualTo(10);
        assertThat(admitted("192.0.2.2", 30, 0)).isEqualTo(10);
    }

    @Test
    void shouldTakeANetworkOfIpv6ForOne() throws UnknownHostException {
        assertThat(admitted("2001:db8:0:1::1", 6, 0)).isEqualTo(6);
        assertThat(admitted("2001:db8:0:1:ffff::2", 6, 0)).isEqualTo(4);
        assertThat(admitted("2001:db8:0:2::1", 6, 0)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:0:c000:201::1", "0:100:c000:201::1", "c000:201::1", "::c000:201"})
    void shouldNotLetAnAddressOfIpv6ShareWithOneOfIpv4(final String other) throws UnknownHostException {
        assertThat(admitted("192.0.2.1", 30, 0)).isEqualTo(10);
        assertThat(admitted(other, 30, 0)).isEqualTo(10);
    }

    @Test
    void shouldRememberABoundedNumberOfAddresses() throws UnknownHostException {
        for (int i = 0; i < 3 * RequestRate.MOST; i++) {
            limit.admit(address("10.1." + i / 256 + "." + i % 256), 0);
        }
        assertThat(limit.size()).isEqualTo(RequestRate.MOST);
    }

    @Test
    void shouldAdmitAllWithoutALimit() throws UnknownHostException {
        final RequestRate none = new RequestRate(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(none.admit(address("192.0.2.1"), 0)).isTrue();
        }
        assertThat(none.size()).isZero();
    }
}
