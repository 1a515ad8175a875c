package leela.io.input.collectd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import leela.engine.ring.Entry;
import leela.engine.series.MetricType;
import leela.io.input.collectd.security.SecurityLevel;
import leela.io.input.collectd.wire.CollectdCounter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every packet of the real daemons gives exactly what an independent decoder read in it. */
class CapturedPacketsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The expected times are doubles of seconds. */
    private static final long DOUBLE_PRECISION_NS = 240;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "none, NONE, ''",
        "notif, NONE, ''",
        "sign, NONE, probe.",
        "sign, SIGN, probe.",
        "encrypt, NONE, probe.",
        "encrypt, SIGN, probe.",
        "encrypt, ENCRYPT, probe."
    })
    void shouldReadWhatTheIndependentDecoderRead(final String kind, final SecurityLevel level, final String prefix)
            throws IOException {
        final CollectdRig rig = CollectdRig.in(directory, level);
        final List<byte[]> packets = CapturedPackets.of(kind);
        final String[] lines =
                new String(CapturedPackets.read(kind + ".expected.jsonl"), StandardCharsets.UTF_8).split("\n");
        assertThat(lines).hasSameSizeAs(packets);
        long entries = 0;
        for (int i = 0; i < lines.length; i++) {
            final List<Entry> expected = expected(JSON.readTree(lines[i]).get("lists"), prefix);
            final List<Entry> read = rig.decode(packets.get(i));
            assertThat(read)
                    .as("packet %d", i)
                    .usingElementComparator(CapturedPacketsTest::compare)
                    .containsExactlyElementsOf(expected);
            entries += read.size();
        }
        assertThat(entries).isEqualTo(rig.count(CollectdCounter.RECEIVED)).isGreaterThan(12);
        assertThat(rig.counters().sum("collectd.packets.damaged")
                        + rig.counters().sum("collectd.packets.refused"))
                .isZero();
    }

    private static int compare(final Entry read, final Entry expected) {
        final boolean isSame = read.key().equals(expected.key())
                && read.kind() == expected.kind()
                && read.type() == expected.type()
                && read.isIntegral() == expected.isIntegral()
                && read.bits() == expected.bits()
                && read.document().equals(expected.document())
                && Math.abs(read.timeNs() - expected.timeNs()) <= DOUBLE_PRECISION_NS;
        return isSame ? 0 : 1;
    }

    private static List<Entry> expected(final JsonNode lists, final String prefix) {
        final List<Entry> expected = new ArrayList<>();
        for (final JsonNode list : lists) {
            final String key = prefix + key(list);
            final long timeNs =
                    new BigDecimal(list.get("time").asText()).movePointRight(9).longValue();
            if (list.has("message")) {
                expected.add(Entry.data(key + ".notification", document(list), timeNs));
            } else {
                addValues(expected, list, key, timeNs);
            }
        }
        return expected;
    }

    private static void addValues(
            final List<Entry> expected, final JsonNode list, final String key, final long timeNs) {
        final JsonNode values = list.get("values");
        for (int i = 0; i < values.size(); i++) {
            final String source =
                    values.size() == 1 ? "" : "." + source(list.get("type").asText(), i);
            final MetricType type =
                    MetricType.valueOf(values.get(i).get("kind").asText().toUpperCase(Locale.ROOT));
            final JsonNode value = values.get(i).get("value");
            if (type == MetricType.GAUGE) {
                expected.add(Entry.metric(type, key + source, Double.parseDouble(value.asText()), timeNs));
            } else {
                final String digits = value.asText();
                final long bits = type == MetricType.DERIVE ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
                expected.add(Entry.integralMetric(type, key + source, bits, timeNs));
            }
        }
    }

    private static String key(final JsonNode list) {
        return list.get("host").asText() + "." + list.get("plugin").asText() + instance(list, "plugin_instance") + "."
                + list.get("type").asText() + instance(list, "type_instance");
    }

    private static String instance(final JsonNode list, final String field) {
        final JsonNode instance = list.get(field);
        return instance == null || instance.isNull() || instance.asText().isEmpty() ? "" : "-" + instance.asText();
    }

    /** The types that {@link CollectdRig#TYPES} knows have names, all others go by index. */
    private static String source(final String type, final int index) {
        return switch (type) {
            case "load" -> List.of("shortterm", "midterm", "longterm").get(index);
            case "if_octets" -> List.of("rx", "tx").get(index);
            default -> String.valueOf(index);
        };
    }

    private static String document(final JsonNode list) {
        final int severity = list.get("severity").asInt();
        return "{\"severity\": %d, \"level\": \"%s\", \"message\": %s}"
                .formatted(
                        severity, severity == 1 ? "failure" : severity == 2 ? "warning" : "okay", list.get("message"));
    }
}
