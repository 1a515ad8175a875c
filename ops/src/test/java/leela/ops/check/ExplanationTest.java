package leela.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import leela.ops.client.LineFormat;
import leela.ops.config.Config;
import leela.ops.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplanationTest {

    /** Takes times of any year. */
    private static final Config EVER = ConfigFile.parse(
                    "test", "storage.retention = \"0s\"\ntimeline.max_future = \"36500d\"\n")
            .config();

    /** More entries than the ring behind it has places. */
    @Test
    @Timeout(30)
    void shouldExplainALongLine() {
        final byte[] line = "a: 1\n".repeat(3000).getBytes(StandardCharsets.US_ASCII);

        assertThat(Explanation.of(line, ConfigFile.defaults().config())).hasSize(3000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "web1.load;b=2;a=1 1.5 1795915097 > GRAPHITE > 2026-11-29T01:18:17Z > web1.load;a=1;b=2",
                "put web.load 1795915097123 1.5 host=a > OPENTSDB > 2026-11-29T01:18:17.123Z > web.load;host=a",
                "load,host=a value=1.5 1795915097000000000 > INFLUX > 2026-11-29T01:18:17Z > load;host=a",
            })
    void shouldExplainLinesOfOtherPrograms(
            final String line, final Format format, final String time, final String key) {
        final byte[] bytes = line.strip().getBytes(StandardCharsets.UTF_8);
        assertThat(LineFormat.of(bytes)).contains(format);
        assertThat(Explanation.of(format, bytes, EVER))
                .singleElement()
                .satisfies(one -> assertThat(one.sentences())
                        .startsWith(
                                "read as   gauge of 1.5 at " + time,
                                "key       " + key + " (" + key.length() + " bytes)"));
    }

    @Test
    void shouldExplainWhatAWindowMakesOfAValue() {
        final byte[] bytes = "web.hits:3|c|@0.5|#host:a".getBytes(StandardCharsets.UTF_8);
        assertThat(LineFormat.of(bytes)).contains(Format.STATSD);
        assertThat(Explanation.of(Format.STATSD, bytes, EVER))
                .hasSize(2)
                .extracting(one -> new String(one.key(), StandardCharsets.UTF_8))
                .containsExactly("stats.counters.web.hits.rate;host=a", "stats.counters.web.hits.count;host=a");
    }

    @Test
    void shouldNameKeysAsTheConfigurationDoes() {
        final Config config =
                ConfigFile.parse("test", "statsd.gauges = \"mine.{name}\"\n").config();

        assertThat(Explanation.of(Format.STATSD, "a:1|g".getBytes(StandardCharsets.US_ASCII), config))
                .singleElement()
                .satisfies(one -> assertThat(one.key()).asString().isEqualTo("mine.a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "GRAPHITE > graphite.port = 1234 > [graphite], TCP and UDP 1234; it is off: graphite.enabled is false",
                "GRAPHITE > graphite.enabled = true > [graphite], TCP and UDP 2003",
                "OPENTSDB > opentsdb.enabled = true > [opentsdb], TCP 4242",
                "INFLUX > influx.udp_port = 0 > [influx], POST /write and UDP 0; it is off: influx.enabled is false",
                "STATSD > statsd.enabled = true > [statsd], UDP 8125 and the unix socket statsd",
            })
    void shouldTellWhichSectionTakesALineAndWhetherItIsEnabled(
            final Format format, final String setting, final String told) {
        assertThat(format.takenBy(ConfigFile.parse("test", setting + "\n").config()))
                .isEqualTo(told);
    }

    @Test
    void shouldSayWhyALineOfAnotherProgramIsRejected() {
        final byte[] bytes = "web1.load;a 1.5 1795915097".getBytes(StandardCharsets.UTF_8);
        assertThat(Explanation.of(Format.GRAPHITE, bytes, EVER)).singleElement().satisfies(one -> {
            assertThat(one.isRejected()).isTrue();
            assertThat(one.sentences()).first().asString().startsWith("rejected  1 × tag: ");
        });
    }

    @Test
    void shouldSayWhichTimesAreAllowed() {
        final byte[] line = "gauge 1|a 1 1365500000;".getBytes(StandardCharsets.US_ASCII);

        assertThat(Explanation.of(line, ConfigFile.defaults().config()))
                .singleElement()
                .satisfies(one -> assertThat(one.sentences())
                        .singleElement()
                        .asString()
                        .matches("rejected  1 × time_range: Times too far .*: 2013-04-09T09:33:20Z "
                                + "\\(expected: 20..-.*Z to 20.*Z\\)"));
    }
}
