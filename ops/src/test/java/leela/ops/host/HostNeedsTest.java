package leela.ops.host;

import static org.assertj.core.api.Assertions.assertThat;

import leela.ops.config.Config;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration wants of its machine: as much as its engine warns of. */
final class HostNeedsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmproc.max_queries = 10                                | 33554432 | 2122",
                "http.enabled = false                                   | 33554432 | 11088",
                "graphite.enabled = true                                | 33554432 | 28496",
                "graphite.max_connections = 5                           | 33554432 | 12112",
                "opentsdb = { enabled = true, max_connections = 100 }   | 33554432 | 12212",
                "statsd = { enabled = true, receive_buffer = `64MiB` }  | 67108864 | 12112",
                "statsd.receive_buffer = `64MiB`                        | 33554432 | 12112"
            })
    void shouldCountAllListenersThatAreOpen(final String toml, final long receiveBuffer, final long openFiles) {
        final Config config = ConfigFile.parse("test", toml.replace('`', '"')).config();
        final HostNeeds needs = HostNeeds.of(config, 0);

        assertThat(needs.receiveBuffer()).isEqualTo(receiveBuffer);
        assertThat(needs.openFiles()).isEqualTo(openFiles);
    }
}
