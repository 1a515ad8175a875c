package leela.ops.queries;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import leela.engine.dmproc.language.Program;
import leela.engine.runtime.SystemClock;
import leela.io.output.proc.Event;
import leela.ops.admin.ControlException;
import leela.ops.admin.QueriesControl;
import leela.ops.config.LeelaConfig;

/**
 * Tells whoever follows a query once that it does not follow all series that match; the stream of results has no word
 * for it. It looks behind a result, at most every few seconds.
 * Thread: one.
 */
public final class PartNotice {

    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(5);

    private final LeelaConfig engine;
    private final Program program;
    private final Consumer<String> reader;
    private long lookedNs;
    private boolean hasLooked;
    private boolean isTold;

    public PartNotice(final LeelaConfig engine, final Program program, final Consumer<String> reader) {
        this.engine = engine;
        this.program = program;
        this.reader = reader;
    }

    /** Looks, and gives the event back. */
    public Event behind(final Event event) {
        final long nowNs = new SystemClock().ticksNs();
        if (!isTold && event != null && (!hasLooked || nowNs - lookedNs > PERIOD_NS)) {
            hasLooked = true;
            lookedNs = nowNs;
            look();
        }
        return event;
    }

    private void look() {
        try {
            QueriesControl.ask(engine).stream()
                    .filter(query ->
                            query.leftOut() > 0 && query.program().toString().equals(program.toString()))
                    .findFirst()
                    .ifPresent(query -> {
                        isTold = true;
                        reader.accept("this query follows only " + query.matches() + " of "
                                + (query.matches() + query.leftOut()) + " series that match; "
                                + PartlyFollowed.REMEDY);
                    });
        } catch (final ControlException unknown) {
            // the engine is busy with another question, or is older: results come all the same
        }
    }
}
