package leela.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import leela.engine.dmproc.compiled.CompiledPipeline;
import leela.engine.dmproc.compiled.PipelineCompiler;
import leela.engine.dmproc.compiled.PipelineState;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.series.Bounds;
import leela.engine.series.MetricType;
import leela.engine.series.Series;
import leela.engine.timeline.CounterFall;
import leela.engine.timeline.FixedClockRules;
import leela.engine.timeline.IntervalRules;
import leela.engine.timeline.Rules;
import leela.engine.timeline.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples marked {@code gives} in the pages of the language and of the timeline give what they say. */
final class ExamplesTest {

    private static final String NOTHING = "nothing";
    private static final long SECOND = 1_000_000_000L;
    private static final long TTL_NS = 3600 * SECOND;

    /** One line of a block: what is run, what comes in, what comes out. */
    record Example(String program, List<String> in, List<String> out) {

        private static Example parse(final String line) {
            final String[] columns = line.strip().split(" {2,}");
            assertThat(columns).as("columns, two blanks apart, of: %s", line).hasSize(4);
            assertThat(columns[2]).isEqualTo("gives");
            return new Example(
                    columns[0], words(columns[1]), columns[3].equals(NOTHING) ? List.of() : words(columns[3]));
        }

        private static List<String> words(final String text) {
            return Arrays.asList(text.split(" "));
        }
    }

    /** What stands in the first column of an example of the timeline: {@code TYPE, interval 10s, bounds 0 100}. */
    private record Case(MetricType type, Map<String, String> settings) {

        private static Case parse(final String text) {
            final String[] parts = text.split(", ");
            final Map<String, String> settings = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                settings.put(parts[i].split(" ")[0], parts[i].substring(parts[i].indexOf(' ') + 1));
            }
            return new Case(MetricType.valueOf(parts[0].toUpperCase(Locale.ROOT)), settings);
        }

        private Rules rules() {
            CounterFall fall = CounterFall.AUTO;
            fall = settings.containsKey("wrap") ? CounterFall.WRAP : fall;
            fall = settings.containsKey("reset") ? CounterFall.RESET : fall;
            final long clock = seconds("clock");
            return clock == 0 ? new IntervalRules(TTL_NS, fall) : new FixedClockRules(clock * SECOND, TTL_NS, fall);
        }

        private Series series() {
            final Series series = Series.detached("any".getBytes(StandardCharsets.US_ASCII));
            series.intervalMs((int) (seconds("interval") * 1000));
            if (settings.containsKey("bounds")) {
                final String[] bounds = settings.get("bounds").split(" ");
                series.bounds(new Bounds(Double.parseDouble(bounds[0]), Double.parseDouble(bounds[1])));
            }
            return series;
        }

        private long seconds(final String name) {
            return Long.parseLong(settings.getOrDefault(name, "0s").replace("s", ""));
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheLanguage")
    void shouldComputeWhatTheLanguagesPageSays(final Example example) throws SyntaxException {
        final CompiledPipeline pipeline = PipelineCompiler.compile(
                Program.parse(example.program(), "^any$").pipeline());
        final PipelineState state = pipeline.newState();
        final List<Moment> results = new ArrayList<>();
        for (final String step : example.in()) {
            final Moment moment = Moment.parse(step);
            if (moment.isClock()) {
                pipeline.clock(moment.timeNs());
                while (pipeline.close(state)) {
                    results.add(new Moment(pipeline.result(), pipeline.resultTimeNs(), false));
                }
            } else if (pipeline.accept(state, moment.value(), moment.timeNs())) {
                results.add(new Moment(pipeline.result(), pipeline.resultTimeNs(), false));
            }
        }
        assertThat(results).isEqualTo(example.out().stream().map(Moment::parse).toList());
    }

    /** {@code 3@60}, a value and its second, {@code clock@65} or, where time does not matter, {@code 3}. */
    private record Moment(double value, long timeNs, boolean isClock) {

        private static Moment parse(final String text) {
            final String[] parts = text.split("@");
            final long timeNs = parts.length == 1 ? 0 : Long.parseLong(parts[1]) * SECOND;
            return parts[0].equals("clock")
                    ? new Moment(0, timeNs, true)
                    : new Moment(Double.parseDouble(parts[0]), timeNs, false);
        }
    }

    @ParameterizedTest
    @MethodSource("ofTheTimeline")
    void shouldJudgeAsTheTimelinesPageSays(final Example example) {
        final Case setting = Case.parse(example.program());
        final Rules rules = setting.rules();
        final Series series = setting.series();
        final List<String> events = new ArrayList<>();
        for (final String sample : example.in()) {
            final String[] parts = sample.split("@");
            final long bits = Double.doubleToRawLongBits(Double.parseDouble(parts[0]));
            final Verdict verdict = rules.judge(series, setting.type(), false, bits, Long.parseLong(parts[1]) * SECOND);
            if (verdict == Verdict.EMITTED) {
                events.add((long) rules.value() + "@" + rules.timeNs() / SECOND);
                assertThat(rules.value()).as("examples are whole").isEqualTo(Math.rint(rules.value()));
            }
        }
        assertThat(events).isEqualTo(example.out());
    }

    static Stream<Example> ofTheLanguage() {
        return examplesOf("language");
    }

    static Stream<Example> ofTheTimeline() {
        return examplesOf("timeline");
    }

    private static Stream<Example> examplesOf(final String page) {
        return Page.named(page).blocks("gives").stream()
                .flatMap(block -> block.lines().stream())
                .map(Example::parse);
    }
}
