package leela.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import leela.engine.runtime.Clock;
import leela.engine.runtime.DutyCycle;
import leela.engine.runtime.EngineThread;
import leela.engine.runtime.PrintableText;
import leela.engine.runtime.SystemClock;
import leela.ops.config.LeelaConfig;

/**
 * The command {@code threads}: how the turns of the engine's threads go.
 * Thread: {@link #run} {@code leela-control}; {@link #ask} the client's.
 */
public final class ThreadsControl implements ControlCommand {

    private static final String NAME = "threads";
    private static final String THREAD = "thread";
    private static final String BUSY = "busy";
    private static final String LONGEST = "longest_turn";
    private static final String STALLS = "stalls";
    private static final int NANO_DIGITS = 9;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Clock clock = new SystemClock();

    /** One thread, or those of one name together. */
    public record Row(String thread, DutyCycle.Figures figures) {}

    /** Asks the running engine. */
    public static List<Row> ask(final LeelaConfig engine) {
        final List<Row> rows = new ArrayList<>();
        ControlClient.call(
                engine,
                ControlLine.object().put(ControlLine.COMMAND, NAME),
                PATIENCE,
                row -> rows.add(new Row(
                        PrintableText.of(row.path(THREAD).asText()),
                        new DutyCycle.Figures(
                                nanos(row, BUSY),
                                nanos(row, LONGEST),
                                row.path(STALLS).asLong()))));
        return rows;
    }

    /** One thread as JSON; times are in seconds. */
    public static ObjectNode json(final Row row) {
        return ControlLine.object()
                .put(THREAD, row.thread())
                .put(BUSY, seconds(row.figures().busyNs()))
                .put(LONGEST, seconds(row.figures().longestNs()))
                .put(STALLS, row.figures().stalls());
    }

    private static BigDecimal seconds(final long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS);
    }

    private static long nanos(final ObjectNode row, final String field) {
        return new BigDecimal(row.path(field).asText("0"))
                .movePointRight(NANO_DIGITS)
                .longValue();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Iterator<ObjectNode> run(final JsonNode request) {
        return EngineThread.figures(clock.ticksNs()).entrySet().stream()
                .map(thread -> json(new Row(thread.getKey(), thread.getValue())))
                .iterator();
    }
}
