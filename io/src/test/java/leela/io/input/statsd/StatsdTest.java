package leela.io.input.statsd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import leela.engine.AllocationWatch;
import leela.engine.counters.Counters;
import leela.engine.ring.Entry;
import leela.engine.ring.RecordingPipeline;
import leela.io.input.DatagramDecoder;
import leela.io.input.line.LineCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What windows of ten seconds give of the values that came in them. */
final class StatsdTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long BEGIN_NS = 1_795_915_200L * SECOND_NS;
    private static final long END_NS = BEGIN_NS + 10 * SECOND_NS;
    private static final String[] PIECES = {
        "web", ":", "1", "1.5", "-3", "+2", "|", "c", "g", "ms", "s", "h", "|@0.5", "|@", "|#a:b,c", "#", ",", "\n",
        "nan", "\0", "1e999", "x", "|c:id"
    };

    private final RecordingPipeline pipeline =
            RecordingPipeline.ofMetrics(Counters.inMemory(StatsdCounter.values(), LineCounter.values()));
    private final Statsd statsd = statsd(100);
    private final DatagramDecoder decoder = decoder(statsd);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '>',
            value = {
                "a:1|c > stats.counters.a.count=1 stats.counters.a.rate=0.1",
                "a:1|c a:2|c > stats.counters.a.count=3 stats.counters.a.rate=0.3",
                "a:1:2:3|c > stats.counters.a.count=6 stats.counters.a.rate=0.6",
                "a:1|c|@0.1 > stats.counters.a.count=10 stats.counters.a.rate=1",
                "a:-1|c > stats.counters.a.count=-1 stats.counters.a.rate=-0.1",
                "a:4.5|g > stats.gauges.a=4.5",
                "a:4|g a:3|g > stats.gauges.a=3",
                "a:4|g a:+3|g a:-1.5|g > stats.gauges.a=5.5",
                "a:-3|g > stats.gauges.a=-3",
                "u:bob|s u:eve|s u:bob|s > stats.sets.u.count=2",
                "u:bob:eve:al|s > stats.sets.u.count=3",
                "a:1|c|#host:w1,dc:x > stats.counters.a.count;dc=x;host=w1=1 stats.counters.a.rate;dc=x;host=w1=0.1",
                "a:1|c|#b:2,a:1|@0.5 > stats.counters.a.count;a=1;b=2=2 stats.counters.a.rate;a=1;b=2=0.2",
                "a:1|g|#canary,x: > stats.gauges.a;canary=true=1",
                "a;b:1|g > stats.gauges.a%3Bb=1",
                "a:1|g|c:container > stats.gauges.a=1",
                "a:1|g a:2|c > stats.counters.a.count=2 stats.counters.a.rate=0.2 stats.gauges.a=1",
            })
    void shouldGivePointsAtTheEndOfTheWindow(final String datagrams, final String points) {
        assertThat(pointsOf(datagrams.strip().replace(' ', '\n'))).isEqualTo(points.strip());
        assertThat(pointsOf("")).isEmpty();
        assertThat(pipeline.counters().sum("metrics.rejected")).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a, malformed",
        "a:1, malformed",
        "a:1|, malformed",
        "a:1|x, malformed",
        ":1|c, malformed",
        "_e{1;2}:a|b, malformed",
        "a:|c, value",
        "a:x|c, value",
        "a:nan|c, value",
        "a:inf|ms, value",
        "a:1|c|@0, value",
        "a:1|c|@2, value",
        "a:1|ms|@1e-320, value",
        "a:|s, value",
    })
    void shouldRejectByCauseAndGoOn(final String line, final String cause) {
        assertThat(pointsOf("good:1|g\n" + line + "\ngood:2|g")).isEqualTo("stats.gauges.good=2");
        assertThat(pipeline.refusals().newestFirst()).singleElement().satisfies(refusal -> {
            assertThat(refusal.source()).isEqualTo("statsd");
            assertThat(refusal.cause()).isEqualTo(cause);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ms", "h", "d"})
    void shouldTellHowTimersWereSpread(final String type) {
        final String points = pointsOf("t:10:20:30:40|" + type);
        assertThat(points)
                .contains("t.count=4 ")
                .contains("t.sum=100 ")
                .contains("t.mean=25 ")
                .contains("t.lower=10 ")
                .contains("t.upper=40");
        final Map<String, Double> of = values(points);
        assertThat(of.get("stats.timers.t.stddev")).isCloseTo(Math.sqrt(125), within(1e-9));
        assertThat(of.get("stats.timers.t.median")).isCloseTo(20, within(0.2));
        assertThat(of.get("stats.timers.t.p90")).isCloseTo(40, within(0.4));
        assertThat(of).hasSize(10);
    }

    @Test
    void shouldGivePercentilesWithinAHundredth() {
        final SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 60; round++) {
            final double[] values = new double[1 + random.nextInt(round < 30 ? 30 : 3000)];
            final double spread = random.nextDouble(0.1, 6);
            final StringBuilder datagrams = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.exp(random.nextDouble(-spread, spread));
                datagrams.append("t:").append(values[i]).append("|ms\n");
            }
            final Map<String, Double> of = values(pointsOf(datagrams.toString()));
            Arrays.sort(values);
            for (final int percent : new int[] {50, 90, 95, 99}) {
                final double exact = values[(int) Math.ceil(percent / 100.0 * values.length - 1e-9) - 1];
                assertThat(of.get("stats.timers.t." + (percent == 50 ? "median" : "p" + percent)))
                        .isCloseTo(exact, within(exact / 100));
            }
        }
    }

    @Test
    void shouldLetASampleStandForSeveralInEverything() {
        final Map<String, Double> of = values(pointsOf("t:1|ms|@0.1\nt:100|ms"));
        assertThat(of.get("stats.timers.t.count")).isEqualTo(11);
        assertThat(of.get("stats.timers.t.sum")).isEqualTo(110);
        assertThat(of.get("stats.timers.t.mean")).isEqualTo(10);
        assertThat(of.get("stats.timers.t.p90")).isCloseTo(1, within(0.01));
        assertThat(of.get("stats.timers.t.p95")).isCloseTo(100, within(1.0));
    }

    @Test
    void shouldRememberGaugesAndTellThemOnlyWhenHeard() {
        assertThat(pointsOf("a:10|g")).isEqualTo("stats.gauges.a=10");
        assertThat(pointsOf("")).isEmpty();
        assertThat(pointsOf("a:-3|g")).isEqualTo("stats.gauges.a=7");
    }

    @Test
    void shouldPutValuesIntoTheWindowTheyArriveIn() {
        decode("a:1|c", BEGIN_NS + 3 * SECOND_NS);
        decode("a:2|c", END_NS - 1);
        assertThat(pipeline.take()).isEmpty();
        decode("a:4|c", END_NS);
        assertThat(pipeline.take())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.timeNs()).isEqualTo(END_NS))
                .anySatisfy(entry -> assertThat(entry.value()).isEqualTo(3));
        statsd.roll(END_NS + 9 * SECOND_NS);
        assertThat(pipeline.take()).isEmpty();
        statsd.roll(END_NS + 10 * SECOND_NS);
        assertThat(pipeline.take())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.timeNs()).isEqualTo(END_NS + 10 * SECOND_NS));
        decode("a:1|c", END_NS + 25 * SECOND_NS);
        statsd.close();
        assertThat(pipeline.take()).hasSize(2);
    }

    @Test
    void shouldHoldSoManyNamesAndNoMore() {
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append("n").append(i).append(":1|g\n");
        }
        decode(lines.toString(), BEGIN_NS);
        statsd.roll(END_NS);
        assertThat(pipeline.take()).hasSize(100);
        assertThat(pipeline.count(StatsdCounter.NAMES)).isEqualTo(50);
        assertThat(pipeline.count(StatsdCounter.HELD)).isEqualTo(100);
        // those that are silent for an hour make room
        for (int i = 0; i <= 361; i++) {
            statsd.roll(END_NS + i * 10 * SECOND_NS);
        }
        assertThat(pipeline.count(StatsdCounter.HELD)).isZero();
        decode("n149:1|g", END_NS + 3700 * SECOND_NS);
        assertThat(pipeline.count(StatsdCounter.NAMES)).isEqualTo(50);
    }

    @Test
    void shouldCountMembersExactlyUpToABound() {
        for (int i = 0; i < SetStat.MOST + 10; i++) {
            decode("s:user" + i + "|s", BEGIN_NS);
        }
        statsd.roll(END_NS);
        assertThat(pipeline.take())
                .singleElement()
                .satisfies(entry -> assertThat(entry.value()).isEqualTo(SetStat.MOST));
        assertThat(pipeline.count(StatsdCounter.MEMBERS)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.7976931348623157e308", "-1.7976931348623157e308", "5e-324"})
    void shouldTakeATimerWhenItsValueIsExtreme(final String value) {
        final Map<String, Double> of = values(pointsOf("t:" + value + "|ms\nother:1|g"));
        assertThat(of).hasSize(11).containsEntry("stats.timers.t.lower", Double.valueOf(value));
    }

    @Test
    void shouldHoldNoMoreNamesThanTheirBytesAllow() {
        final Statsd small = new Statsd(
                StatsdSettings.DEFAULT, pipeline.producer(Statsd.FLUSHED), 1 << 20, 100_000, pipeline.counters());
        final DatagramDecoder names = decoder(small);
        for (int i = 0; i < 100; i++) {
            decode(names, "n".repeat(900) + i + ":1|c", BEGIN_NS);
        }
        assertThat(pipeline.count(StatsdCounter.HELD)).isBetween(20L, 40L);
        assertThat(pipeline.count(StatsdCounter.NAMES)).isEqualTo(100 - pipeline.count(StatsdCounter.HELD));

        // those that are silent for an hour give back what they took
        for (int i = 1; i <= 362; i++) {
            small.roll(BEGIN_NS + i * 10 * SECOND_NS);
        }
        final long refused = pipeline.count(StatsdCounter.NAMES);
        decode(names, "n".repeat(900) + ":1|c", BEGIN_NS + 3630 * SECOND_NS);
        assertThat(pipeline.count(StatsdCounter.NAMES)).isEqualTo(refused);
    }

    @Test
    void shouldLetSetsShareOneBudgetUntilTheWindowEnds() {
        final Statsd small = new Statsd(
                StatsdSettings.DEFAULT, pipeline.producer(Statsd.FLUSHED), 1 << 20, 40_000, pipeline.counters());
        final DatagramDecoder members = decoder(small);
        for (int window = 0; window < 3; window++) {
            for (int i = 0; i < 2000; i++) {
                decode(members, "s" + i % 10 + ":user" + i + "|s", BEGIN_NS + window * 10 * SECOND_NS);
            }
            small.roll(END_NS + window * 10 * SECOND_NS);
            assertThat(pipeline.take().stream().mapToDouble(Entry::value).sum()).isBetween(500.0, 1300.0);
        }
        assertThat(pipeline.count(StatsdCounter.MEMBERS)).isBetween(2100L, 4500L);
    }

    @Test
    void shouldNameByTemplates() {
        final Statsd named = new Statsd(
                new StatsdSettings(
                        Duration.ofSeconds(1), 10, "{stat}.é.{name}", "{name}", "{name}_{stat}", "sets.{name}"),
                pipeline.producer(Statsd.FLUSHED),
                pipeline.counters());
        final byte[] datagram = "a:1|c\nb:2|g|#x:y\nc:3|s".getBytes(ISO_8859_1);
        decoder(named).decode(new UnsafeBuffer(datagram), datagram.length, BEGIN_NS);
        named.roll(END_NS);
        assertThat(text(pipeline.take())).isEqualTo("b;x=y=2 count.Ã©.a=1 rate.Ã©.a=1 sets.c=1");
        assertThatThrownBy(() -> new StatsdSettings(Duration.ofSeconds(1), 10, "{name}", "{name}", "{name}", "{name}"))
                .hasMessage("statsd.counters: \"{name}\" (expected: a text with {name} and {stat} in it)");
    }

    @Test
    void shouldBalanceItsLedgerWhateverComes() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 3000; round++) {
            final StringBuilder datagram = new StringBuilder();
            for (int i = random.nextInt(25); i >= 0; i--) {
                datagram.append(PIECES[random.nextInt(PIECES.length)]);
            }
            decode(datagram.toString(), BEGIN_NS + round * SECOND_NS);
        }
        statsd.close();
        final int points = pipeline.take().size();
        assertThat(pipeline.count(StatsdCounter.FLUSHED)).as("seed %s", seed).isEqualTo(points);
        assertThat(pipeline.count(StatsdCounter.RECEIVED))
                .as("seed %s", seed)
                .isPositive()
                .isEqualTo(pipeline.count(StatsdCounter.AGGREGATED)
                        + pipeline.counters().sum("metrics.rejected"));
    }

    @Test
    void shouldReadLinesThatComeInTheirOrderAgainAsItReadsEachAlone() {
        final long seed = new SplittableRandom().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            final String[] names = {"web", "web.requests", "a%b", "a;b", "x=y", "n" + random.nextInt(3)};
            final String[] ends = {"|c", "|g", "|ms", "|h", "|c|@0.5", "|c|#b:2,a:1", "|ms|#a:1|@0.25", "|s", "|c:id"};
            final String[] values = {"1", "2.5", "-3", "+4", "1:2", "x", "", "nan", "1e400", "7 ", "12345678.5"};
            final List<String> lines = random.ints(1 + random.nextInt(8), 0, names.length * ends.length)
                    .mapToObj(i -> names[i % names.length] + ":VALUE" + ends[i / names.length])
                    .toList();
            final StringBuilder sent = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                final boolean isInOrder = random.nextInt(8) > 0;
                final String line = lines.get(isInOrder ? i % lines.size() : random.nextInt(lines.size()));
                final String value = values[random.nextInt(8) > 0 ? i % 3 : random.nextInt(values.length)];
                sent.append(line.replace("VALUE", value)).append('\n');
            }
            final Statsd inOrder = statsd(100);
            decode(decoder(inOrder), sent.toString(), BEGIN_NS);
            inOrder.roll(END_NS);
            final String expected = text(pipeline.take());
            final Statsd alone = statsd(100);
            for (final String line : sent.toString().split("\n")) {
                decode(decoder(alone), line, BEGIN_NS);
            }
            alone.roll(END_NS);
            assertThat(text(pipeline.take())).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void shouldNotTakeAValueForANameThatWasForgotten() {
        decode("a:1|c\nb:1|c\na:1|c\nb:1|c", BEGIN_NS);
        for (int i = 1; i <= 362; i++) {
            statsd.roll(BEGIN_NS + i * 10 * SECOND_NS);
        }
        pipeline.take();
        windows = 363;
        assertThat(pointsOf("b:5|c")).isEqualTo("stats.counters.b.count=5 stats.counters.b.rate=0.5");
        assertThat(pointsOf("a:1|c\nb:2|c"))
                .isEqualTo("stats.counters.a.count=1 stats.counters.a.rate=0.1 "
                        + "stats.counters.b.count=2 stats.counters.b.rate=0.2");
    }

    @Test
    void shouldAllocateNothingForAValueOfAKnownName() {
        final byte[] bytes = ("app.req:1|c\napp.t:320.5|ms|@0.5\napp.users:+3|g|#host:web1,dc:fra1\n"
                        + "app.u:bob|s\napp.t:1.5:22:1000|ms\n")
                .repeat(20)
                .getBytes(ISO_8859_1);
        final UnsafeBuffer datagram = new UnsafeBuffer(bytes);
        final long[] least = new AllocationWatch(Thread.currentThread().getId()).leastOf(() -> {
            for (int i = 0; i < 500; i++) {
                decoder.decode(datagram, bytes.length, BEGIN_NS);
            }
        });
        assertThat(least).containsOnly(0);
    }

    private Statsd statsd(final int maxNames) {
        return new Statsd(
                new StatsdSettings(
                        Duration.ofSeconds(10),
                        maxNames,
                        StatsdSettings.DEFAULT.counters(),
                        StatsdSettings.DEFAULT.gauges(),
                        StatsdSettings.DEFAULT.timers(),
                        StatsdSettings.DEFAULT.sets()),
                pipeline.producer(Statsd.FLUSHED),
                pipeline.counters());
    }

    private DatagramDecoder decoder(final Statsd of) {
        return of.overUdp().decoder(pipeline.producer(of.overUdp().source()));
    }

    private void decode(final String datagram, final long arrivalNs) {
        decode(decoder, datagram, arrivalNs);
    }

    private static void decode(final DatagramDecoder of, final String datagram, final long arrivalNs) {
        final byte[] bytes = datagram.getBytes(ISO_8859_1);
        of.decode(new UnsafeBuffer(bytes), bytes.length, arrivalNs);
    }

    private long windows;

    /** What a window of its own gives, sorted. */
    private String pointsOf(final String datagram) {
        final long beginNs = BEGIN_NS + windows++ * 10 * SECOND_NS;
        decode(datagram, beginNs);
        statsd.roll(beginNs + 10 * SECOND_NS);
        return text(pipeline.take());
    }

    private static String text(final List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key() + "=" + String.valueOf(entry.value()).replaceAll("\\.0$", ""))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Map<String, Double> values(final String points) {
        final Map<String, Double> values = new TreeMap<>();
        for (final String point : points.split(" ")) {
            values.put(point.substring(0, point.indexOf('=')), Double.valueOf(point.substring(point.indexOf('=') + 1)));
        }
        return values;
    }
}
