package leela.ops.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leela.engine.runtime.Clock;
import leela.engine.series.SenderShares;
import leela.engine.series.SeriesTable;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Senders that make so many new series that they are on the way to be refused: a tenth of what one may in an hour.
 * Thread: {@link #look} one; {@link #parts} any.
 * Memory: the first few of them.
 */
public final class NewSeriesWatch {

    private static final Logger LOG = LoggerFactory.getLogger(NewSeriesWatch.class);
    private static final int SENDERS = 20;
    private static final int PART = 10;

    private final SeriesTable table;
    private final Clock clock;
    /** When the hour began of which the log was told. */
    private Map<String, Long> toldOf = new HashMap<>();

    public NewSeriesWatch(final SeriesTable table, final Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Tells the log of each sender once in its hour. */
    public void look() {
        final Map<String, Long> now = new HashMap<>();
        for (final SenderShares.Used one : many()) {
            now.put(one.sender(), one.beginNs());
            if (toldOf.getOrDefault(one.sender(), Long.MIN_VALUE) != one.beginNs()) {
                LOG.warn(
                        "event=many_new_series sender=\"{}\" new_series={} most={} hint=\"beyond that they are"
                                + " refused; leela top tells how it goes, leela delete --glob removes keys\"",
                        name(one),
                        one.made(),
                        table.mostNewOfSender());
            }
        }
        toldOf = now;
    }

    /** One where there is something to tell. It is no fault of the engine, so all stays ready. */
    public List<Readiness.Part> parts() {
        final List<SenderShares.Used> many = many();
        if (many.isEmpty()) {
            return List.of();
        }
        final SenderShares.Used first = many.get(0);
        return List.of(new Readiness.Part(
                "new series",
                true,
                name(first) + " has made " + first.made() + " within the hour, of " + table.mostNewOfSender()
                        + " that one may"
                        + (first.made() >= table.mostNewOfSender() ? ", and its further ones are refused" : "")
                        + "; leela top names all"));
    }

    private List<SenderShares.Used> many() {
        final List<SenderShares.Used> many = new ArrayList<>();
        for (final SenderShares.Used one : table.mostNew(SENDERS, clock.timeNs())) {
            if (one.made() >= Math.max(1, table.mostNewOfSender() / PART)) {
                many.add(one);
            }
        }
        return many;
    }

    static String name(final SenderShares.Used one) {
        return one.sender().isEmpty() ? "statsd's windows, and all others" : one.sender();
    }
}
