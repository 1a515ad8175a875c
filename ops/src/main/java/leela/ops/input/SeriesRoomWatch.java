package leela.ops.input;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.engine.series.SenderShares;
import leela.engine.series.SeriesTable;
import leela.io.http.status.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room for new series: without it those of all are refused, whoever took it.
 * Thread: {@link #look} one; {@link #parts} any.
 * Units: epoch ns.
 */
public final class SeriesRoomWatch {

    /** Of a usual key; a shorter one may find room for a moment longer. */
    private static final int KEY_LENGTH = 64;

    private static final long ROOM = 0;
    private static final Logger LOG = LoggerFactory.getLogger(SeriesRoomWatch.class);

    private final SeriesTable table;
    private final Clock clock;
    private volatile long sinceNs = ROOM;

    public SeriesRoomWatch(final SeriesTable table, final Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Tells the log where the room ends, and where there is some again. */
    public void look() {
        final boolean hasRoom = table.hasRoom(KEY_LENGTH);
        if (hasRoom && sinceNs != ROOM) {
            LOG.info("event=new_series_taken_again since=\"{}\"", time(sinceNs));
            sinceNs = ROOM;
        } else if (!hasRoom && sinceNs == ROOM) {
            sinceNs = clock.timeNs();
            LOG.warn("event=no_room_for_new_series reason=\"{}\" hint=\"{}\"", table.fullness(), remedy());
        }
    }

    /** Not ready where new series of all are refused. */
    public List<Readiness.Part> parts() {
        if (table.hasRoom(KEY_LENGTH)) {
            return List.of();
        }
        final long since = sinceNs;
        return List.of(new Readiness.Part(
                "room for series",
                false,
                "new series of all senders are refused since " + time(since == ROOM ? clock.timeNs() : since) + ": "
                        + table.fullness() + "; " + remedy()));
    }

    private String remedy() {
        return table.mostNew(1, clock.timeNs()).stream()
                        .findFirst()
                        .map(SeriesRoomWatch::maker)
                        .orElse("")
                + "stop who makes them, then leela delete --glob PATTERN gives their room back at once";
    }

    private static String maker(final SenderShares.Used most) {
        return NewSeriesWatch.name(most) + " has made most within the hour, " + most.made() + "; ";
    }

    private static Instant time(final long ns) {
        return Instant.EPOCH.plusNanos(ns).truncatedTo(ChronoUnit.SECONDS);
    }
}
