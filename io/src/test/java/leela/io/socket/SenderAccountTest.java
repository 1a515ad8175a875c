package leela.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SenderAccountTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "::1, 127.0.0.1", "fe80::1, fe80::2", "2001:db8:1::1, 2001:db8:2::1"})
    void shouldTellAddressesApartButNotPorts(final String one, final String other) {
        assertThat(account(one, 1)).isEqualTo(account(one, 2)).isNotEqualTo(account(other, 1));
    }

    @Test
    void shouldKnowAnIpv4AddressInDisguise() {
        assertThat(SenderAccount.ofIp6(0, 0xffff_c000_0207L)).isEqualTo(account("192.0.2.7", 1));
    }

    @Test
    void shouldTellSocketsApart() {
        assertThat(SenderAccount.of(Path.of("/run/a")))
                .isEqualTo(SenderAccount.of(Path.of("/run/a")))
                .isNotEqualTo(SenderAccount.of(Path.of("/run/b")));
    }

    private static long account(final String address, final int port) {
        return SenderAccount.of(new InetSocketAddress(address, port));
    }
}
