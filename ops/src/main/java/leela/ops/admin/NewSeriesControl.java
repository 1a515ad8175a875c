package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import leela.engine.runtime.Clock;
import leela.engine.series.SenderShares;
import leela.engine.series.SeriesTable;
import leela.ops.config.LeelaConfig;
import leela.ops.terminal.Times;

/**
 * The command {@code new-series}: who has made most new series within the hour, and how many one may make.
 * Thread: {@link #run} {@code leela-admin}; {@link #ask} the client's.
 * Memory: a row for each of the first hundred senders.
 */
public final class NewSeriesControl implements ControlCommand {

    private static final String NAME = "new-series";
    private static final String SENDER = "sender";
    private static final String MADE = "new_series";
    private static final String MOST = "most";
    private static final String SINCE = "since";
    private static final int ROWS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SeriesTable table;
    private final Clock clock;

    public NewSeriesControl(final SeriesTable table, final Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /**
     * One sender.
     *
     * @param sender  its address, or user and address
     * @param sinceNs when its hour began
     */
    public record Row(String sender, long made, long most, long sinceNs) {}

    /** Asks the running engine; the one that has made most comes first. */
    public static List<Row> ask(final LeelaConfig engine) {
        final List<Row> rows = new ArrayList<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> rows.add(new Row(
                        row.path(SENDER).asText(),
                        row.path(MADE).asLong(),
                        row.path(MOST).asLong(),
                        new BigDecimal(row.path(SINCE).asText("0"))
                                .movePointRight(9)
                                .longValue())));
        return rows;
    }

    /** One sender as JSON; times are unix seconds. */
    public static ObjectNode json(final Row row) {
        return ControlLine.object()
                .put(SENDER, row.sender())
                .put(MADE, row.made())
                .put(MOST, row.most())
                .put(SINCE, new BigDecimal(Times.seconds(row.sinceNs())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        final long most = table.mostNewOfSender();
        return table.mostNew(ROWS, clock.timeNs()).stream()
                .map(used -> json(new Row(nameOf(used), used.made(), most, used.beginNs())))
                .iterator();
    }

    private static String nameOf(final SenderShares.Used used) {
        return Optional.of(used.sender()).filter(name -> !name.isEmpty()).orElse("statsd's windows, and all others");
    }
}
