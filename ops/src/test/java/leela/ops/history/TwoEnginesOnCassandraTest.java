package leela.ops.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import leela.adapters.cassandra.CassandraServer;
import leela.engine.runtime.Clock;
import leela.engine.runtime.SystemClock;
import leela.ops.service.OnCassandra;
import leela.ops.service.RunningService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines that write the same series into one real Cassandra, by clocks that say the same to the nanosecond. */
@Tag("slow")
final class TwoEnginesOnCassandraTest {

    private static final String KEYSPACE = "twoengines";
    private static final int ROUNDS = 4;
    private static final int POINTS = 20;

    /** Both engines' wall clocks stand, so that equal batches would get equal versions; ticks go on. */
    private static final Clock CLOCK = new Clock() {

        private final Clock machine = new SystemClock();
        private final long standingNs = machine.timeNs();

        @Override
        public long timeNs() {
            return standingNs;
        }

        @Override
        public long ticksNs() {
            return machine.ticksNs();
        }
    };

    private static final long FIRST = CLOCK.timeNs() / Clock.NANOS_PER_SECOND - 3 * 86_400;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startCassandra() {
        OnCassandra.start();
    }

    @Test
    void shouldKeepAllPointsOfBothAndAddNoKeyWhenTheyAreStartedAgain() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            // their chunks begin at the same time: the even one's second point and the odd one's differ
            try (RunningService even = start("even");
                    RunningService odd = start("odd")) {
                even.sendDatabus(events(round, 0));
                odd.sendDatabus(events(round, 1));
                awaitAll(even, round, 0);
                awaitAll(odd, round, 1);
                end(even, odd);
            }
        }
        final String all = IntStream.range(0, ROUNDS * POINTS)
                .mapToObj(i -> "[" + (FIRST + i) + "," + (double) i + "]")
                .collect(Collectors.joining(",", "[", "]"));
        try (CqlSession session = session()) {
            readFromBoth(all);
            final TreeMap<String, Long> before = rows(session);
            assertThat(before).isNotEmpty();
            readFromBoth(all);
            assertThat(rows(session)).isEqualTo(before);
        }
    }

    private void readFromBoth(final String all) {
        try (RunningService even = start("even");
                RunningService odd = start("odd")) {
            for (final RunningService one : List.of(even, odd)) {
                RunningService.await("all points", () -> get(one, path()).contains(all));
            }
            end(even, odd);
        }
    }

    /** Before either looks which threads are left, of whichever engine. */
    private static void end(final RunningService even, final RunningService odd) {
        even.service().close();
        odd.service().close();
    }

    private RunningService start(final String name) {
        return RunningService.in(folder.resolve(name), OnCassandra.storage(KEYSPACE), CLOCK);
    }

    /** The round's first point, which both send, and each further one that is this engine's. */
    private static String events(final int round, final int parity) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < POINTS; i++) {
            final int number = round * POINTS + i;
            if (i == 0 || number % 2 == parity) {
                text.append("event 6|shared %d %d;".formatted(number, FIRST + number));
            }
        }
        return text.toString();
    }

    private void awaitAll(final RunningService running, final int round, final int parity) {
        final int last = round * POINTS + POINTS - 2 + parity;
        RunningService.await(
                "the last point",
                () -> get(running, path()).contains("[" + (FIRST + last) + "," + (double) last + "]"));
    }

    private static String path() {
        return "/v1/shared?start=" + FIRST + "&finish=" + (FIRST + ROUNDS * POINTS);
    }

    private String get(final RunningService running, final String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.port("http") + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** How many rows each table has, but for the chunks: the engines' own figures go on. */
    private static TreeMap<String, Long> rows(final CqlSession session) {
        final TreeMap<String, Long> rows = new TreeMap<>();
        session.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = '" + KEYSPACE + "'")
                .forEach(row -> {
                    final String table = row.getString(0);
                    if (!"chunks".equals(table)) {
                        rows.put(
                                table,
                                session.execute("SELECT COUNT(*) FROM " + KEYSPACE + "." + table)
                                        .one()
                                        .getLong(0));
                    }
                });
        return rows;
    }

    private static CqlSession session() {
        final String[] place = CassandraServer.shared().contactPoint().split(":");
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(place[0], Integer.parseInt(place[1])))
                .withLocalDatacenter("datacenter1")
                .withAuthCredentials(CassandraServer.USER, CassandraServer.USER)
                .build();
    }
}
