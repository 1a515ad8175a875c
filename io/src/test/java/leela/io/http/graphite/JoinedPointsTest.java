package leela.io.http.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points joined as they are decoded, or from sums, are those that are joined when every value is at hand. */
final class JoinedPointsTest {

    private static final int STEP = 10;

    private static GraphiteServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new GraphiteServer();
        final Random random = new Random(5);
        put("joined.even", random, 0, 0);
        put("joined.gaps", random, 400, 0);
        put("joined.twice", random, 0, 300);
        put("joined.both", random, 300, 500);
        for (int i = 0; i < 4000; i++) {
            server.history.put("joined.constant", GraphiteServer.NOW - 1 - 10 * i, 2.5);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** One in so many is missing, one in so many is followed by another in its step; 0 for none. */
    private static void put(final String key, final Random random, final int missing, final int followed) {
        for (int i = 0; i < 4000; i++) {
            final long time = GraphiteServer.NOW - 7 - (long) STEP * i;
            if (missing == 0 || random.nextInt(missing) > 0) {
                server.history.put(key, time, random.nextInt(2000) / 10.0 - 50);
            }
            if (followed > 0 && random.nextInt(followed) == 0) {
                server.history.put(key, time + 1, 1000 + random.nextInt(100));
            }
            if (missing > 0 && random.nextInt(missing) == 0) {
                server.history.put(key, time, Double.NaN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"average, 0", "avg_zero, 0", "sum, 0", "min, 0", "max, 0", "first, 0", "last, 0", "average, 0.97"})
    void shouldJoinAsWhereEveryValueIsAtHand(final String function, final String factor) throws Exception {
        final Random random = new Random(function.hashCode());
        for (int round = 0; round < 6; round++) {
            final String range = "&from=" + (GraphiteServer.NOW - 39_000 + random.nextInt(9_000)) + "&until="
                    + (GraphiteServer.NOW - random.nextInt(3_000)) + "&maxDataPoints=" + (1 + random.nextInt(30))
                    + "&xFilesFactor=" + factor;

            final JsonNode joined = points("consolidateBy(joined.*,'" + function + "')", range);

            final JsonNode expected =
                    points("consolidateBy(removeAboveValue(joined.*,1e300),'" + function + "')", range);
            assertThat(joined).hasSize(5).hasSameSizeAs(expected);
            for (int i = 0; i < joined.size(); i++) {
                compare(range + ", series " + i, joined.get(i), expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2.5", "-1"})
    void shouldJoinWhatIsMadeOfEachValue(final String factor) throws Exception {
        final String range = "&from=-5h&until=now&maxDataPoints=40";

        final JsonNode joined = points("absolute(offset(scale(joined.both," + factor + "),3))", range);

        final JsonNode expected =
                points("absolute(offset(scale(removeAboveValue(joined.both,1e300)," + factor + "),3))", range);
        compare(factor, joined.get(0), expected.get(0));
    }

    private static JsonNode points(final String target, final String range) throws Exception {
        return server.json("/render?format=json&target=" + GraphiteServer.encoded(target) + range);
    }

    private static void compare(final String what, final JsonNode joined, final JsonNode expected) {
        final JsonNode points = joined.get("datapoints");
        final JsonNode others = expected.get("datapoints");
        assertThat(points).as(what).isNotEmpty().hasSameSizeAs(others);
        for (int i = 0; i < points.size(); i++) {
            final String at = what + ", point " + i + ": " + points.get(i) + " " + others.get(i);
            assertThat(points.get(i).get(1)).as(at).isEqualTo(others.get(i).get(1));
            assertThat(points.get(i).get(0).isNull())
                    .as(at)
                    .isEqualTo(others.get(i).get(0).isNull());
            assertThat(points.get(i).get(0).asDouble())
                    .as(at)
                    .isCloseTo(others.get(i).get(0).asDouble(), within(1e-6));
        }
    }
}
