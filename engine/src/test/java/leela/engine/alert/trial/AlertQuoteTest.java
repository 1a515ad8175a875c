package leela.engine.alert.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import leela.engine.alert.JdkPattern;
import leela.engine.dmproc.language.AlertProgram;
import leela.engine.history.History;
import leela.engine.keys.KeyPage;
import leela.engine.runtime.ManualClock;
import org.junit.jupiter.api.Test;

/** How often an alert would have been told, by a history that the test makes up. */
final class AlertQuoteTest {

    private static final long SECOND = 1_000_000_000L;
    /** 2026-11-29T12:00:00Z. */
    private static final long NOW_NS = 1_795_953_600L * SECOND;

    private static final long HOUR = 3600;

    private final Map<String, TreeMap<Long, Double>> stored = new TreeMap<>();
    private final AlertQuote quote =
            new AlertQuote(history(), pattern -> JdkPattern.of(pattern), new ManualClock(NOW_NS));

    @Test
    void shouldCountWithHoldsAndWithoutAndFindTheWorstHour() throws Exception {
        // every hour of two days: high for a minute, and for ten in one hour
        for (long ago = 48 * HOUR; ago > 0; ago -= 60) {
            final boolean isLong = ago > 5 * HOUR - 600 && ago <= 5 * HOUR;
            put("web1.load", ago, isLong || ago % HOUR == 0 ? 9 : 1);
            put("web2.load", ago, 1);
        }

        assertThat(quote.quote(AlertProgram.parse("ALERT busy WHEN [> 8] FROM ^(.*)\\.load$ BY $1 FOR 5m;")))
                .isEqualTo("""
                        In the last 7 days busy would have fired once in 1 group, most in the hour from \
                        2026-11-29T07:00:00Z (once).
                        Without FOR and CALM: 48 times in 1 group, most in the hour from \
                        2026-11-27T12:00:00Z (once).
                        That is by 5760 values of 2 series.""");
    }

    @Test
    void shouldTellOfSilenceThatLastsUntilNow() throws Exception {
        for (long ago = 2 * HOUR; ago > HOUR; ago -= 10) {
            put("web1.load", ago, 1);
        }

        assertThat(quote.quote(AlertProgram.parse("ALERT silent WHEN [> inf] FROM load NODATA 10m;")))
                .isEqualTo("""
                        In the last 7 days silent would have fired never.
                        It would have told once that no data came.
                        That is by 360 values of 1 series.""");
    }

    @Test
    void shouldSayThatNothingIsStored() throws Exception {
        put("web1.load", 9 * 24 * HOUR, 9);

        assertThat(quote.quote(AlertProgram.parse("ALERT busy WHEN [> 8] FROM load;")))
                .isEqualTo("Nothing is stored of the last 7 days that busy would look at.");
    }

    private void put(final String key, final long agoSeconds, final double value) {
        stored.computeIfAbsent(key, name -> new TreeMap<>()).put(NOW_NS - agoSeconds * SECOND, value);
    }

    /** Keys and points, and nothing else. */
    private History history() {
        return (History) Proxy.newProxyInstance(
                History.class.getClassLoader(),
                new Class<?>[] {History.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "keys" ->
                        new KeyPage(
                                stored.keySet().stream()
                                        .map(key -> key.getBytes(StandardCharsets.UTF_8))
                                        .toList(),
                                new byte[0]);
                    case "points" ->
                        points(stored.get(new String((byte[]) arguments[0], StandardCharsets.UTF_8))
                                .subMap((Long) arguments[1], true, (Long) arguments[2], true));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static History.Points points(final Map<Long, Double> all) {
        final List<Map.Entry<Long, Double>> left = new java.util.ArrayList<>(all.entrySet());
        return new History.Points() {
            @Override
            public int read(final long[] timesNs, final double[] values) {
                int count = 0;
                for (; count < timesNs.length && !left.isEmpty(); count++) {
                    final Map.Entry<Long, Double> one = left.remove(0);
                    timesNs[count] = one.getKey();
                    values[count] = one.getValue();
                }
                return count;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
