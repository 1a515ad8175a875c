package leela.engine.dmproc.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import leela.engine.counters.EngineCounter;
import leela.engine.dmproc.warm.LiveTail;
import leela.engine.dmproc.warm.PastOfMemory;
import leela.engine.dmproc.warm.PastReader;
import leela.engine.dmproc.warm.WarmStarts;
import leela.engine.spi.PastPoints.Gap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queries that begin in the midst of a stream give what those give that ran all along. */
class WarmQueriesTest {

    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = 1_795_000_000 * SECOND;
    private static final int QUERIES = 200;
    private static final int HOSTS = 5;

    /** Of one series each. */
    private static final List<String> OF_SERIES = List.of(
            "window 60s (mean)",
            "window 60s late 30s (sum)",
            "window 1m (stddev) | [> 20]",
            "over 30s (p99)",
            "over 5m (mean) | [> 50]",
            "over 1m (delta)",
            "window 10s (mean) | window 1m (maximum)",
            "window 20s (sum) | every 40s",
            "over 1m (sum) | every 30s",
            "window 20s require 60% (count)",
            "window 30s (p90) | over 2m (maximum)",
            "abs | window 40s (rate)");

    private static final List<String> OF_GROUPS = List.of(
            "SELECT window 10s (sum) FROM ^(h\\d)\\.cpu BY $1 AS \"{1}.sum\";",
            "SELECT window 10s (sum) | window 1m (maximum) FROM ^(h\\d)\\.cpu BY $1 AS \"{1}.most\";",
            "SELECT over 30s (p90) FROM ^(h\\d)\\. BY $1 AS \"{1}.p\";",
            "SELECT window 1m (p50) FROM (cpu|free|used) BY $1 AS \"{1}.median\";",
            "SELECT window 20s require 70% (count) FROM ^(h\\d)\\. BY $1 AS \"{1}.n\";",
            "SELECT used / (used + free) * 100 | window 30s (mean) FROM used: ^(h\\d)\\.used$, free: ^(h\\d)\\.free$ "
                    + "BY $1 AS \"{1}.percent\";",
            "SELECT used - free | over 1m (maximum) FROM used: ^(h\\d)\\.used$, free: ^(h\\d)\\.free$ "
                    + "BY $1 AS \"{1}.more\";");

    /** Which series send, and how often, in seconds. */
    private static final Map<String, Integer> SERIES = series();

    private final PastOfMemory past = new PastOfMemory(SECOND);
    private final QueryDriver driver = new QueryDriver();
    private final List<WarmStarts.Request> asked = new ArrayList<>();
    private boolean isTaking = true;

    {
        driver.queries.fillFrom(new PastReader(
                request -> isTaking && asked.add(request),
                body -> {
                    body.run();
                    return true;
                },
                driver.queries::onPast));
    }

    /** A query that began later, beside the one that ran all along. */
    private record Pair(String program, Results allAlong, Results warm, Map<String, Integer> before) {

        /** What the one that ran all along has given of a name before the other's first event of it. */
        void begin(final String name) {
            before.computeIfAbsent(name, any -> (int) allAlong.events.stream()
                    .filter(event -> event.key().equals(name))
                    .count());
        }

        void check(final long seed) {
            for (final Map.Entry<String, Integer> one : before.entrySet()) {
                assertThat(of(warm, one.getKey()))
                        .as("%s of %s, seed %d", program, one.getKey(), seed)
                        .containsExactlyElementsOf(of(allAlong, one.getKey())
                                .subList(
                                        one.getValue(),
                                        of(allAlong, one.getKey()).size()));
            }
        }

        private static List<Event> of(final Results results, final String key) {
            return results.events.stream()
                    .filter(event -> event.key().equals(key))
                    .toList();
        }
    }

    @Test
    void shouldGiveFromTheFirstResultOnWhatThoseGiveThatRanAllAlong() throws Exception {
        joinTheStream(1);
    }

    @Tag("slow")
    @RepeatedTest(50)
    void shouldGiveFromTheFirstResultOnWhatThoseGiveWhereverTheyBegin(final RepetitionInfo run) throws Exception {
        joinTheStream(1 + run.getCurrentRepetition());
    }

    private void joinTheStream(final long seed) throws Exception {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> programs = programs(random);
        final List<Pair> pairs = new ArrayList<>();
        for (final String program : programs) {
            final Results results = new Results();
            driver.start("cold " + program, "a" + pairs.size() / 100, results);
            pairs.add(new Pair(program, results, new Results(), new LinkedHashMap<>()));
        }
        final Clients stream = new Clients(random);
        final int startsAt = 400 + random.nextInt(200);
        for (int second = 0; second < startsAt; second++) {
            stream.second(List.of());
        }
        for (final Pair pair : pairs) {
            driver.start(pair.program, "w" + pairs.indexOf(pair) / 100, pair.warm);
        }
        for (int second = 0; second < 200; second++) {
            stream.second(pairs);
            answer(random.nextInt(40));
        }
        answer(Integer.MAX_VALUE);
        stream.second(pairs);
        driver.queries.onBatchEnd();

        assertThat(driver.faults).isEmpty();
        pairs.forEach(pair -> pair.check(seed));
        assertThat(pairs.stream().mapToInt(pair -> pair.warm.events.size()).sum())
                .isGreaterThan(3_000);
        assertThat(driver.count(EngineCounter.QUERY_FILLED)).isGreaterThanOrEqualTo(QUERIES);
        assertThat(driver.count(EngineCounter.QUERY_FILLING)).isZero();
    }

    @Test
    void shouldHoldNothingOnceAllHaveEnded() throws Exception {
        final Clients stream = new Clients(new SplittableRandom(7));
        final List<StandingQuery> queries = new ArrayList<>();
        for (int second = 0; second < 30; second++) {
            stream.second(List.of());
        }
        for (final String program : programs(new SplittableRandom(7))) {
            queries.add(driver.start(program, "w" + queries.size() / 100, new Results()));
        }
        for (int second = 0; second < 5; second++) {
            stream.second(List.of());
        }
        answer(10);
        queries.forEach(StandingQuery::close);
        answer(Integer.MAX_VALUE);
        for (int second = 0; second < 30; second++) {
            stream.second(List.of());
        }
        driver.queries.onBatchEnd();

        assertThat(driver.faults).isEmpty();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
        assertThat(driver.count(EngineCounter.QUERY_GROUPS)).isZero();
        assertThat(driver.count(EngineCounter.QUERY_SUBSCRIPTIONS)).isZero();
        assertThat(driver.count(EngineCounter.QUERY_FILLING)).isZero();
        assertThat(driver.queries.isTimeAwaited()).isFalse();
    }

    @Test
    void shouldForgetAGroupThatNothingIsHeardOf() throws Exception {
        past.add("h0.cpu-0", 1, BEGIN, 1_000);
        past.nowNs = BEGIN + SECOND;
        driver.tick(past.nowNs);
        driver.start(OF_GROUPS.get(0), new Results());
        answer(1);
        driver.queries.onBatchEnd();
        assertThat(driver.count(EngineCounter.QUERY_GROUPS)).isEqualTo(1);

        driver.tick(BEGIN + 16 * SECOND);
        driver.queries.onBatchEnd();

        assertThat(driver.count(EngineCounter.QUERY_GROUPS)).isZero();
        assertThat(driver.count(EngineCounter.QUERY_STATE_BYTES)).isZero();
    }

    @Test
    void shouldBeginColdAndSayWhyWhereHistoryCannotBeRead() throws Exception {
        final Results results = new Results();
        past.missing = Gap.UNAVAILABLE;
        driver.start("proc match 1|a over 1m (count);", results);
        driver.start("SELECT over 1m (count) FROM (a) BY $1 AS \"{1}\";", results);
        driver.tick(BEGIN);
        driver.event("a", 1, BEGIN);
        driver.event("a2", 1, BEGIN);
        assertThat(results.events).isEmpty();

        answer(3);
        driver.tick(BEGIN + SECOND);
        driver.event("a", 1, BEGIN + SECOND);

        assertThat(results.events).hasSize(6);
        assertThat(results.cold).containsExactly(Gap.UNAVAILABLE, Gap.UNAVAILABLE);
        assertThat(driver.count(EngineCounter.QUERY_COLD_UNAVAILABLE)).isEqualTo(3);
    }

    @Test
    void shouldBeginColdWhereTooManyWait() throws Exception {
        final Results results = new Results();
        isTaking = false;
        driver.start("proc match 1|a over 1m (count);", results);
        driver.start("SELECT over 1m (count) FROM (a) BY $1 AS \"{1}\";", results);
        driver.event("a", 1, BEGIN);
        driver.event("a", 1, BEGIN + SECOND);

        assertThat(results.values()).containsExactly(1.0, 1.0, 2.0, 2.0);
        assertThat(results.cold).containsExactly(Gap.BUSY, Gap.BUSY);
        assertThat(driver.count(EngineCounter.QUERY_COLD_BUSY)).isEqualTo(2);
    }

    @Test
    void shouldWaitForThePastNoLongerThanThereIsRoomForWhatComes() throws Exception {
        final Results results = new Results();
        driver.start("proc match 1|a over 1d (count);", results);
        for (int i = 0; i <= LiveTail.MOST; i++) {
            driver.event("a", 1, BEGIN + i * SECOND);
        }

        assertThat(results.events).hasSize(LiveTail.MOST + 1);
        assertThat(results.cold).containsExactly(Gap.CROWDED);
        answer(1);
        assertThat(results.events).hasSize(LiveTail.MOST + 1);
    }

    @Test
    void shouldAskNothingForWhatTimeAloneDoesNotBoundOrWhereItIsToBeCold() throws Exception {
        for (final String program : List.of(
                "cold SELECT over 1m (count) FROM .;",
                "SELECT window 10 (mean) FROM .;",
                "SELECT mean FROM .;",
                "SELECT window 60s (mean) | ewma 0.5 FROM .;")) {
            driver.start(program, new Results());
        }
        driver.event("a", 1, BEGIN);

        assertThat(asked).isEmpty();
    }

    private void answer(final int most) {
        for (int i = 0; i < most && !asked.isEmpty(); i++) {
            asked.remove(0).fill(past, past.catchUp());
        }
    }

    private static List<String> programs(final SplittableRandom random) {
        final List<String> programs = new ArrayList<>(OF_GROUPS);
        final List<String> keys = List.copyOf(SERIES.keySet());
        while (programs.size() < QUERIES) {
            programs.add("SELECT " + OF_SERIES.get(programs.size() % OF_SERIES.size()) + " FROM ^"
                    + keys.get(random.nextInt(keys.size())) + "$;");
        }
        return programs;
    }

    /** What results are called that an event of this key may bring about. */
    private static List<String> names(final String key) {
        final List<String> names = new ArrayList<>();
        names.add(key);
        names.add(key.substring(3).replaceAll("-\\d", "") + ".median");
        final List<String> last = key.contains("cpu") ? List.of("sum", "most") : List.of("percent", "more");
        Stream.concat(last.stream(), Stream.of("p", "n")).forEach(name -> names.add(key.substring(0, 2) + "." + name));
        return names;
    }

    private static Map<String, Integer> series() {
        final Map<String, Integer> series = new LinkedHashMap<>();
        for (int host = 0; host < HOSTS; host++) {
            series.put("h" + host + ".cpu-0", 1);
            series.put("h" + host + ".cpu-1", 2);
            series.put("h" + host + ".used", 5);
            series.put("h" + host + ".free", 5);
        }
        return series;
    }

    /** Each client sends in its rhythm, now and then not for a while; some events come a little late. */
    private final class Clients {

        private final SplittableRandom random;
        private final Map<String, Integer> silentTo = new LinkedHashMap<>();
        private final List<Event> late = new ArrayList<>();
        private final Set<String> begun = new HashSet<>();
        private int second;

        Clients(final SplittableRandom random) {
            this.random = random;
        }

        void second(final List<Pair> pairs) {
            final long nowNs = BEGIN + second * SECOND;
            final List<Event> now = new ArrayList<>(late);
            late.clear();
            SERIES.forEach((key, interval) -> {
                if (random.nextInt(300) == 0) {
                    silentTo.put(key, second + random.nextInt(90));
                }
                if (second % interval == Math.floorMod(key.hashCode(), interval)
                        && second > silentTo.getOrDefault(key, -1)) {
                    final Event event = new Event(key, random.nextInt(100), nowNs);
                    (random.nextInt(10) == 0 ? late : now).add(event);
                }
            });
            now.forEach(event -> show(event, pairs));
            past.nowNs = nowNs + SECOND / 2;
            driver.tick(past.nowNs);
            second++;
        }

        private void show(final Event event, final List<Pair> pairs) {
            final int intervalMs = 1000 * SERIES.get(event.key());
            if (!pairs.isEmpty() && begun.add(event.key())) {
                names(event.key()).forEach(name -> pairs.forEach(pair -> pair.begin(name)));
            }
            past.add(event.key(), event.value(), event.timeNs(), intervalMs);
            driver.event(event.key(), event.value(), event.timeNs(), intervalMs);
        }
    }
}
