package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import leela.engine.dmproc.language.Program;
import org.junit.jupiter.api.Test;

/** Groups and joins over random streams, beside what they mean, said a second time over lists of all that came. */
class GroupPropertyTest {

    private static final int RUNS = 300;
    private static final int EVENTS = 200;
    private static final long SECOND = 1_000_000_000;
    private static final List<String> PIPELINES =
            List.of("sum", "mean", "maximum", "window 3 (sum)", "ewma 0.5", "[> 3] | sum", "sample 1/3 | median");
    private static final List<String> BODIES = List.of("sum", "maximum", "mean");
    private static final List<String> KEYS =
            List.of("ax1", "ax2", "ay1", "ay2", "bx1", "bx2", "by1", "by2", "cx1", "cy1");

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void shouldComputeGroupsAsTheReferenceDoes() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            final int keys = 1 + random.nextInt(2);
            final String statement = "SELECT " + PIPELINES.get(random.nextInt(PIPELINES.size()))
                    + " FROM ^([ab])(.) BY " + (keys == 1 ? "$2 AS \"{1}\"" : "$2, $1 AS \"{1}{2}\"") + ";";
            final Program program = Program.parse(QueryDriver.bytes(statement));
            final QueryDriver driver = new QueryDriver();
            final Results results = new Results();
            driver.start(statement, results);
            final List<Event> expected = new ArrayList<>();
            final Map<String, List<Double>> values = new HashMap<>();
            final Map<String, Set<String>> members = new HashMap<>();

            for (int i = 0; i < EVENTS; i++) {
                final String key = KEYS.get(random.nextInt(KEYS.size()));
                final String group = key.charAt(1) + (keys == 1 ? "" : key.substring(0, 1));
                if (random.nextInt(10) == 0) {
                    driver.series(key);
                    driver.purge(key);
                    final Set<String> left = members.getOrDefault(group, new HashSet<>());
                    if (left.remove(key) && left.isEmpty()) {
                        values.remove(group);
                    }
                    continue;
                }
                final double value = value();
                driver.event(key, value, i);
                if (key.charAt(0) == 'c') {
                    continue;
                }
                members.computeIfAbsent(group, its -> new HashSet<>()).add(key);
                final List<Double> all = values.computeIfAbsent(group, its -> new ArrayList<>());
                all.add(value);
                for (final ReferencePipeline.Item item : ReferencePipeline.apply(program.pipeline(), all)) {
                    if (item.cause() == all.size() - 1) {
                        expected.add(new Event(group, item.value(), i));
                    }
                }
            }

            assertThat(results.events).as("%s, seed %d", statement, seed).isEqualTo(expected);
            assertThat(driver.faults).isEmpty();
        }
    }

    @Test
    void shouldEndWindowsOfGroupsAsTheReferenceDoes() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            final String body = BODIES.get(random.nextInt(BODIES.size()));
            final long lateNs = random.nextInt(12) * SECOND;
            final String statement =
                    "SELECT window 10s late " + lateNs / SECOND + "s (" + body + ") FROM ^([ab])(.) BY $2 AS \"{1}\";";
            final Program inside = Program.parse(QueryDriver.bytes("SELECT " + body + " FROM x;"));
            final QueryDriver driver = new QueryDriver();
            final Results results = new Results();
            driver.start(statement, results);
            final Map<String, List<Event>> expected = new TreeMap<>();
            final Map<String, TreeMap<Long, List<Double>>> open = new TreeMap<>();
            long clockNs = 1000 * SECOND;
            driver.tick(clockNs);

            for (int i = 0; i < EVENTS; i++) {
                if (random.nextInt(4) == 0) {
                    clockNs += random.nextInt(7) * SECOND;
                    driver.tick(clockNs);
                    for (final var group : open.entrySet()) {
                        close(group.getKey(), group.getValue(), clockNs - lateNs, inside, expected);
                    }
                }
                final String key = KEYS.get(random.nextInt(KEYS.size()));
                final long timeNs = clockNs + (random.nextInt(30) - 20) * SECOND;
                final double value = 1 + random.nextInt(9);
                driver.event(key, value, timeNs);
                final long endNs = (timeNs / (10 * SECOND) + 1) * 10 * SECOND;
                if (key.charAt(0) != 'c' && endNs + lateNs > clockNs && timeNs <= clockNs + lateNs) {
                    open.computeIfAbsent(key.substring(1, 2), its -> new TreeMap<>())
                            .computeIfAbsent(endNs, its -> new ArrayList<>())
                            .add(value);
                }
            }

            final Map<String, List<Event>> given = new TreeMap<>();
            results.events.forEach(event ->
                    given.computeIfAbsent(event.key(), its -> new ArrayList<>()).add(event));
            assertThat(given).as("%s, seed %d", statement, seed).isEqualTo(expected);
        }
    }

    private static void close(
            final String group,
            final TreeMap<Long, List<Double>> windows,
            final long uptoNs,
            final Program inside,
            final Map<String, List<Event>> expected) {
        while (!windows.isEmpty() && windows.firstKey() <= uptoNs) {
            final var window = windows.pollFirstEntry();
            final List<ReferencePipeline.Item> items = ReferencePipeline.apply(inside.pipeline(), window.getValue());
            expected.computeIfAbsent(group, its -> new ArrayList<>())
                    .add(new Event(group, items.get(items.size() - 1).value(), window.getKey()));
        }
    }

    @Test
    void shouldJoinAsTheReferenceDoes() throws Exception {
        int joined = 0;
        for (int run = 0; run < RUNS; run++) {
            final QueryDriver driver = new QueryDriver();
            final Results results = new Results();
            driver.start("SELECT (p - q) / r FROM p: ^(.)p, q: ^(.)q, r: ^(.)r BY $1 AS \"{1}\";", results);
            final List<Event> expected = new ArrayList<>();
            final Map<String, ReferenceJoin> joins = new HashMap<>();

            for (int i = 0; i < EVENTS; i++) {
                final String group = random.nextBoolean() ? "a" : "b";
                final int input = random.nextInt(3);
                final long timeNs = (1000 + i / 4 * 10L + random.nextInt(40) - 25) * SECOND;
                final double value = value();
                driver.event(group + "pqr".charAt(input), value, timeNs, 10_000);
                final Event result = joins.computeIfAbsent(group, its -> new ReferenceJoin(10 * SECOND))
                        .take(group, input, value, timeNs);
                if (result != null) {
                    expected.add(result);
                }
            }

            assertThat(results.events).as("seed %d", seed).isEqualTo(expected);
            joined += results.events.size();
        }
        // a stream of its own may well join nothing
        assertThat(joined).as("seed %d", seed).isPositive();
    }

    /** Three inputs, by steps. */
    private static final class ReferenceJoin {

        private final long stepNs;
        private final TreeMap<Long, Map<Integer, Double>> steps = new TreeMap<>();
        private final Map<Long, Long> newestNs = new HashMap<>();
        private int old;

        ReferenceJoin(final long stepNs) {
            this.stepNs = stepNs;
        }

        Event take(final String group, final int input, final double value, final long timeNs) {
            final long step = timeNs / stepNs;
            if (!steps.isEmpty() && step <= steps.lastKey() - 2) {
                if (++old <= 2 * 3) {
                    return null;
                }
                steps.clear();
                newestNs.clear();
            }
            old = 0;
            final Map<Integer, Double> values = steps.computeIfAbsent(step, its -> new HashMap<>());
            if (values.size() == 3) {
                return null;
            }
            values.put(input, value);
            newestNs.merge(step, timeNs, Math::max);
            return values.size() < 3
                    ? null
                    : new Event(group, (values.get(0) - values.get(1)) / values.get(2), newestNs.get(step));
        }
    }

    private double value() {
        return random.nextInt(20) == 0 ? Double.NaN : random.nextInt(10);
    }
}
