package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leela.engine.dmproc.language.Pipeline;
import leela.engine.dmproc.language.Program;
import leela.engine.dmproc.language.SyntaxException;
import leela.engine.golden.JsonLines;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the first Leela did, and where this one departs from it on purpose. */
class GoldenTest {

    /**
     * Its queries could not read the NaN and the infinities that its own timeline wrote, and dropped the datagram;
     * these are read.
     */
    private static final Set<String> WITH_NAN_ON_THE_BUS =
            Set.of("databus/NaN-as-rendered", "databus/Infinity-as-rendered");

    /** What keeps a state over values: the first Leela let one NaN silence it for ever, here NaN is left out. */
    private static final Pattern WITH_A_STATE = Pattern.compile("\\b(mean|sum|prod|ewma|sma|window)\\b");

    /** Of the programs that the first Leela judged otherwise, those that are errors now. */
    private static final Set<String> ERRORS_NOW = Set.of(
            "proc match 1|. [> --1];",
            "proc match 1|. (+ --1);",
            "proc match 1|. (--1 +);",
            "proc match 1|. ewma --0.5;",
            "proc match 1|. window 99999999999999999999 (sum);",
            "proc match 1|. abs;;",
            "proc match 1|. count;",
            "proc match 1|. ;",
            "proc match 0| id;",
            "proc match 2|\\1 id;",
            "proc match 5|(a)\\1 id;",
            "proc match 2|\\q id;",
            "proc match 6|a{2,1} id;",
            "proc match 9|[[:foo:]] id;",
            "proc match 3|a++ id;",
            "proc match 3|a?+ id;");

    static Stream<Arguments> vectors() {
        return arguments("/golden/dmproc.jsonl");
    }

    static Stream<Arguments> deviations() {
        return arguments("/golden/dmproc-differs.jsonl");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void shouldDoAsTheFirstLeelaDid(final String name, final Map<String, Object> vector) throws SyntaxException {
        final Results results = new Results();
        final boolean isAccepted = run(vector, results);

        assertThat(isAccepted).isEqualTo(vector.get("status").equals(0L));
        if (isAccepted && leavesNanOut(vector)) {
            assertThat(results.events)
                    .containsExactlyInAnyOrderElementsOf(reference((String) vector.get("proc"), events(vector, "in")));
            return;
        }
        final List<Event> expected = events(vector, WITH_NAN_ON_THE_BUS.contains(name) ? "in" : "out");
        assertThat(results.events)
                .usingElementComparator((a, b) -> a.isCloseTo(b) ? 0 : 1)
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deviations")
    void shouldDepartFromItWhereTheContractSaysSo(final String name, final Map<String, Object> vector)
            throws SyntaxException {
        final Results results = new Results();
        final String proc = (String) vector.get("proc");
        final boolean isAccepted = run(vector, results);

        assertThat(isAccepted).isEqualTo(!ERRORS_NOW.contains(proc) && !ERRORS_NOW.contains(name));
        if (isAccepted && proc.contains("match 1|. ")) {
            assertThat(results.events).containsExactlyInAnyOrderElementsOf(reference(proc, events(vector, "in")));
        }
    }

    private static boolean leavesNanOut(final Map<String, Object> vector) {
        return WITH_A_STATE.matcher((String) vector.get("proc")).find()
                && events(vector, "in").stream().anyMatch(event -> Double.isNaN(event.value()));
    }

    private static boolean run(final Map<String, Object> vector, final Results results) {
        final QueryDriver driver = new QueryDriver();
        try {
            driver.start((String) vector.get("proc"), results);
        } catch (final SyntaxException | QueryRefusedException refused) {
            return false;
        }
        events(vector, "in").forEach(driver::event);
        return true;
    }

    /** The results of each key's events, one key after another. */
    private static List<Event> reference(final String proc, final List<Event> in) throws SyntaxException {
        final Pipeline pipeline = Program.parse(QueryDriver.bytes(proc)).pipeline();
        final Map<String, List<Event>> byKey = new LinkedHashMap<>();
        in.forEach(event ->
                byKey.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event));
        final List<Event> out = new ArrayList<>();
        byKey.forEach((key, events) -> ReferencePipeline.apply(
                        pipeline, events.stream().map(Event::value).toList())
                .forEach(item -> out.add(
                        new Event(key, item.value(), events.get(item.cause()).timeNs()))));
        return out;
    }

    /** Of the vectors on malformed datagrams, what the decoder would read: they concern the databus. */
    private static List<Event> events(final Map<String, Object> vector, final String side) {
        if (String.valueOf(vector.get("differs")).equals("malformed input")) {
            return List.of();
        }
        return ((List<?>) vector.get(side))
                .stream().flatMap(line -> Event.parse((String) line).stream()).toList();
    }

    private static Stream<Arguments> arguments(final String resource) {
        return JsonLines.read(resource).stream().map(vector -> Arguments.of(vector.get("name"), vector));
    }
}
