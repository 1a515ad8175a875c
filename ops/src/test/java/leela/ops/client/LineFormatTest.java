package leela.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "web1.load 1.5 1365500000 ~ this is Graphite's format; the text protocol is: "
                        + "gauge 9|web1.load 1.5 1365500000;",
                "cpu;host=a 1 1365500000 ~ this is Graphite's format",
                "web1.hits:1|c ~ this is statsd's format",
                "web1.time:320|ms|@0.1 ~ this is statsd's format",
                "users:7|g|#env:prod ~ this is statsd's format",
                "cpu,host=web1 value=0.64 1365500000000000000 ~ this is InfluxDB's line format",
                "cpu usage=3,idle=4 ~ this is InfluxDB's line format",
                "http_requests_total{code=\"200\"} 1027 ~ this is Prometheus' format",
                "# HELP up whether it is up ~ this is Prometheus' format",
                "put sys.cpu 1365500000 42.5 host=web1 ~ this is OpenTSDB's format",
                "put sys.cpu 1365500000.5 42.5 host=web1 ~ this is OpenTSDB's format",
                "put  sys.cpu\t1365500000   42.5  host=web1 ~ this is OpenTSDB's format",
                "PUTVAL host/load/load interval=10 N:1 ~ this is collectd's text format",
                "{\"name\": \"a\"} ~ this is JSON",
                "room.temperature: 21.5 ~ lines of name: value are taken over UDP only",
                "gauge 7|foobar 1.5 1365500000; ~ its length says 7, but the key 'foobar' has 6 bytes; "
                        + "the text protocol is: gauge 6|foobar 1.5 1365500000;",
                "gauge 6|foobar  1.5 1365500000; ~ more than one blank stands beside the key 'foobar' (expected: one, "
                        + "behind it); the text protocol is: gauge 6|foobar 1.5 1365500000;",
                "gauge 9|foobar\t 1.5 1365500000; ~ more than one blank stands beside the key 'foobar'",
                "gauge 6| foobar 1.5 1365500000; ~ more than one blank stands beside the key 'foobar'",
                "gauge 5|größe 1.5 1365500000; ~ its length says 5, but the key 'größe' has 7 bytes",
                "gauge 6|foobar 1.5 1365500000123; ~ its time, 1365500000123, looks like milliseconds; "
                        + "the text protocol takes seconds: gauge 6|foobar 1.5 1365500000;",
                "gauge 6|foobar 1.5 1365500000123456789; ~ its time, 1365500000123456789, looks like nanoseconds",
                "gauge 6|foobar 1.5 1365500000 ~ it does not end with ';'",
                "gauge foobar 1.5 1365500000; ~ the text protocol is: ",
                "hello ~ the text protocol is: ",
            })
    void shouldTellWhatALineLooksLike(final String line, final String sentence) {
        assertThat(LineFormat.describe(line.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(said -> assertThat(said).startsWith(sentence));
    }

    @Test
    void shouldTellNothingOfALineThatIsTooLong() {
        for (final String line : List.of(
                "a" + ",b=c".repeat(10_000) + " x",
                "a:1|c" + "|#b".repeat(10_000) + " x",
                "put a 1 1" + " b=c".repeat(9999))) {
            assertThat(LineFormat.describe(line.getBytes(StandardCharsets.UTF_8)))
                    .hasValueSatisfying(said -> assertThat(said).startsWith("the text protocol is: "));
        }
    }
}
