package leela.io.input.influx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import leela.engine.counters.Counters;
import leela.engine.counters.EngineCounter;
import leela.engine.ring.Entry;
import leela.engine.ring.Handler;
import leela.engine.ring.Producer;
import leela.engine.ring.RecordingPipeline;
import leela.engine.ring.Slot;
import leela.engine.series.SeriesTable;
import leela.io.input.BodyFaults;
import leela.io.input.DatagramDecoder;
import leela.io.number.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of lines. */
final class InfluxLinesTest {

    private static final long NOW_NS = 1_795_915_200_000_000_000L;

    private final RecordingPipeline pipeline = RecordingPipeline.ofMetrics(Counters.inMemory(InfluxCounter.values()));
    private final Producer producer = pipeline.producer(InfluxProtocol.HTTP);
    private final LineDecoder lines = new LineDecoder(producer, pipeline.counters());

    private BodyFaults read(final String body, final Precision precision) {
        final byte[] bytes = body.getBytes(UTF_8);
        final InfluxBody reader = new InfluxBody(lines, new UnsafeBuffer(bytes), precision);
        boolean hasMore = true;
        while (hasMore) {
            producer.begin(NOW_NS);
            producer.evidence().begin(new UnsafeBuffer(bytes), bytes.length);
            hasMore = reader.read();
            assertThat(producer.tryEnd()).isTrue();
            pipeline.run();
        }
        return reader.faults();
    }

    private String keysAndValues() {
        return String.join(
                " ",
                pipeline.take().stream()
                        .map(entry -> new String(entry.key().getBytes(ISO_8859_1), UTF_8) + "|" + entry.value())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '~',
            value = {
                "m value=1 > m|1.0",
                "m,b=2,a=1 value=1 > m;a=1;b=2|1.0",
                "cpu,host=a usage_idle=98.2,usage_user=1.1 > cpu.usage_idle;host=a|98.2 cpu.usage_user;host=a|1.1",
                "m a=1i,b=-2i,c=3u,d=t,e=FALSE,f=1e3 > m.a|1.0 m.b|-2.0 m.c|3.0 m.d|1.0 m.e|0.0 m.f|1000.0",
                "m a=18446744073709551615u > m.a|1.8446744073709552E19",
                "m b=-9223372036854775808i > m.b|-9.223372036854776E18",
                "m s=\"a \\\" b,c=d\",v=2 > m.v|2.0",
                "a\\,b\\ c=d,t\\=x\\,y=z\\ w f\\ g\\=h=1 > a,b c=d.f g=h;t%3Dx,y=z w|1.0",
                "a;b%c,t=x;y value=1 > a%3Bb%25c;t=x%3By|1.0",
                "a\\b,t=\\\\x value=1 > a\\b;t=\\\\x|1.0",
                "größe,ort=köln value=1 > größe;ort=köln|1.0",
                "m,T=a,t=b Value=1 > m.Value;T=a;t=b|1.0",
                "   m value=1   1 \r > m|1.0",
            })
    void shouldMakeKeysAndValues(final String line, final String expected) {
        // known from the second on
        for (int round = 0; round < 3; round++) {
            final BodyFaults faults = read(line, Precision.NANOSECONDS);
            assertThat(faults.first()).isEmpty();
            assertThat(keysAndValues()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1795915203, SECONDS, 1795915203000000000",
        "1795915203001, MILLISECONDS, 1795915203001000000",
        "1795915203000001, MICROSECONDS, 1795915203000001000",
        "1795915203000000001, NANOSECONDS, 1795915203000000001",
        "29931920, MINUTES, 1795915200000000000",
        "498865, HOURS, 1795914000000000000",
        "1795915203, BY_SIZE, 1795915203000000000",
        "1795915203001, BY_SIZE, 1795915203001000000",
        "1795915203000001, BY_SIZE, 1795915203000001000",
        "1795915203000000001, BY_SIZE, 1795915203000000001",
        "'', SECONDS, 1795915200000000000",
    })
    void shouldReadTimes(final String time, final Precision precision, final long expectedNs) {
        read("m value=1 " + time, precision);
        assertThat(pipeline.take().get(0).timeNs()).isEqualTo(expectedNs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '~',
            value = {
                ",a=b value=1 > 1 > no measurement",
                "m > 2 > no fields",
                "m,a value=1 > 3 > no tag",
                "m,a= value=1 > 5 > no value of a tag",
                "m,a=b=c value=1 > 6 > an equals sign",
                "m value > 3 > no field",
                "m =1 > 3 > no field",
                "m value= > 9 > no value",
                "m value=x > 9 > no value",
                "m value=nan > 9 > no value",
                "m value=-inf > 9 > no value",
                "m value=1.5i > 9 > no integer",
                "m value=-1u > 9 > no integer",
                "m value=9223372036854775808i > 9 > no integer",
                "m value=\"x > 9 > a text that is not closed",
                "m s=\"x\"y > 8 > something behind a value",
                "m value=1,x > 11 > no field",
                "m value=1 x > 11 > no time",
                "m value=1 1 2 > 13 > something behind the time",
                "m value=1 99999999999999999999 > 3 > Times too far",
            })
    void shouldNameLineAndColumnAndKeepTheOthers(final String line, final int column, final String reason) {
        final BodyFaults faults =
                read("good value=1\n\n# a comment\n" + line + "\ngood value=2", Precision.NANOSECONDS);
        assertThat(faults.first()).hasSize(1);
        assertThat(faults.first().get(0).reason()).startsWith("line 4, column " + column + ": " + reason);
        assertThat(faults.rejected()).isEqualTo(1);
        assertThat(faults.taken()).isEqualTo(2);
    }

    @Test
    void shouldSkipTextsAndCountThem() {
        assertThat(read("m s=\"a\nb\",t=\"\\\\\" 1\nm x=1\nm y", Precision.SECONDS)
                        .first()
                        .get(0)
                        .reason())
                .startsWith("line 4,");
        assertThat(pipeline.take()).hasSize(1);
        assertThat(pipeline.count(InfluxCounter.STRINGS)).isEqualTo(2);
    }

    @Test
    void shouldTakeNothingOfALineThatCannotBeRead() {
        read("m a=1,b=2,c=oops", Precision.SECONDS);
        assertThat(pipeline.take()).isEmpty();
        assertThat(pipeline.count(InfluxCounter.RECEIVED)).isEqualTo(1);
        assertThat(pipeline.count(EngineCounter.REJECTED_MALFORMED)).isEqualTo(1);
        assertThat(pipeline.refusals().newestFirst().get(0).reason()).contains("no value");
    }

    @Test
    void shouldRejectKeysThatAreTooLongAndTooManyFields() {
        assertThat(read("m,t=" + "x".repeat(2000) + " a=1,b=2", Precision.SECONDS)
                        .rejected())
                .isEqualTo(2);
        assertThat(pipeline.count(EngineCounter.REJECTED_KEY_LENGTH)).isEqualTo(2);
        assertThat(read("m " + "f=1,".repeat(LineDecoder.MOST_FIELDS) + "f=1", Precision.SECONDS)
                        .rejected())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void shouldTakeWhatARealDaemonSentByUdp(final String capture) throws IOException {
        final DatagramDecoder decoder =
                new InfluxProtocol(pipeline.counters()).decoder(pipeline.producer(InfluxProtocol.UDP));
        final byte[] datagram = resource("collectd-influx-udp-" + capture + ".bin");
        decoder.decode(new UnsafeBuffer(datagram), datagram.length, NOW_NS);
        final List<String> expected = new String(resource("collectd-influx-udp-" + capture + ".table"), UTF_8)
                .lines()
                .toList();
        final List<Entry> taken = pipeline.take();
        assertThat(taken).hasSameSizeAs(expected);
        for (int i = 0; i < taken.size(); i++) {
            final String[] words = expected.get(i).split(" ");
            assertThat(taken.get(i).key()).isEqualTo(words[1]);
            assertThat(taken.get(i).value()).isEqualTo(Double.parseDouble(words[2]));
            assertThat(taken.get(i).timeNs()).isEqualTo(Long.parseLong(words[3]));
        }
    }

    private static byte[] resource(final String name) throws IOException {
        try (InputStream in = InfluxLinesTest.class.getResourceAsStream("/captures/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void shouldAllocateNothingForALineOfKnownSeries() {
        final Counters counters = Counters.inMemory(InfluxCounter.values());
        final RecordingPipeline silent =
                RecordingPipeline.of(counters, new SeriesTable(1 << 10, counters), new Handler() {
                    @Override
                    public String name() {
                        return "silent";
                    }

                    @Override
                    public void onEntry(final Slot slot) {
                        // nothing but the way here is measured
                    }
                });
        final DatagramDecoder decoder = new InfluxProtocol(counters).decoder(silent.producer(InfluxProtocol.UDP));
        final byte[] bytes = "cpu,host=web1,cpu=a idle=98.2,user=1i,ok=t,text=\"x\" 1795915203000000000\nm value=1\n"
                .getBytes(UTF_8);
        final UnsafeBuffer datagram = new UnsafeBuffer(bytes);
        assertThat(Allocations.leastBytesPerPass(call -> {
                    decoder.decode(datagram, bytes.length, NOW_NS);
                    silent.run();
                }))
                .isZero();
    }

    /** As an oracle serve lines outside the heap, which are never known. */
    @Test
    void shouldReadLinesAlikeWhetherTheyCameBeforeOrNot() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final RecordingPipeline other = RecordingPipeline.ofMetrics(Counters.inMemory(InfluxCounter.values()));
        final LineDecoder oracle = new LineDecoder(other.producer(InfluxProtocol.HTTP), other.counters());
        for (int round = 0; round < 500; round++) {
            final StringBuilder body = new StringBuilder();
            for (int line = random.nextInt(8); line >= 0; line--) {
                body.append(line(random));
            }
            read(body.toString(), Precision.NANOSECONDS);
            final byte[] bytes = body.toString().getBytes(UTF_8);
            final UnsafeBuffer outside = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
            outside.putBytes(0, bytes);
            oracle.producer().begin(NOW_NS);
            int at = 0;
            while (at < bytes.length) {
                at = oracle.decode(outside, at, bytes.length, Precision.NANOSECONDS);
            }
            oracle.producer().end();
            assertThat(pipeline.take()).as("seed %d: %s", seed, body).isEqualTo(other.take());
            pipeline.forgetSeries(random.nextInt(10) == 0 ? 0 : 1000);
        }
    }

    private static String line(final SplittableRandom random) {
        final StringBuilder line = new StringBuilder(random.nextInt(20) == 0 ? " " : "");
        line.append(one(random, "m", "mm", "m\\ x", "m\\"))
                .append(one(random, "", ",a=b", ",a=b,c=d", ",c=d,a=b", ",a=b\\ c"));
        String before = " ";
        for (int field = random.nextInt(4); field >= 0; field--) {
            line.append(before)
                    .append(one(random, "x", "y", "xy", "value", "x\\=y", "z"))
                    .append('=')
                    .append(one(random, "1", "1.5", "-2.25", "3i", "t", "\"x,y=1\"", "1e3", "bad", "123456789.5", "-"));
            before = ",";
        }
        return line.append(one(random, "\n", " 5\n", "\r\n", " 6 \n", " x\n")).toString();
    }

    private static String one(final SplittableRandom random, final String... of) {
        return of[random.nextInt(of.length)];
    }
}
