package leela.engine.dmproc.warm;

import java.util.OptionalLong;
import leela.engine.dmproc.language.Func;
import leela.engine.dmproc.language.Pipeline;

/**
 * How far back the state of a pipeline reaches: what has to be read for it to be as if it had run all along. Only where
 * time alone bounds that: a running mean remembers all that ever came, and a window of so many values begins where its
 * query began; such queries begin with nothing, as they always did.
 * Thread: any.
 * Units: nanoseconds.
 */
public final class Reach {

    private Reach() {}

    /**
     * How much time before the stream's must be read; empty where nothing is to be filled, or where it cannot be. Read
     * from there, windows that are open now are filled from their beginnings; what is given of earlier ones is none of
     * the query's results.
     */
    public static OptionalLong of(final Pipeline pipeline) {
        long reachNs = 0;
        boolean isTimed = false;
        for (final Func func : pipeline.funcs()) {
            if (func instanceof final Func.TimeWindow window) {
                // one that is late, and the one that its values come from
                reachNs += window.length().ns() + window.late().ns();
                isTimed = true;
            } else if (func instanceof final Func.Over over) {
                reachNs += over.length().ns();
                isTimed = true;
            } else if (func instanceof final Func.Every every) {
                reachNs += every.period().ns();
            } else if (!isForgetful(func)) {
                return OptionalLong.empty();
            }
        }
        return isTimed ? OptionalLong.of(reachNs) : OptionalLong.empty();
    }

    /** Whether it looks at one value alone. */
    private static boolean isForgetful(final Func func) {
        if (func instanceof final Func.Plain plain) {
            return switch (plain) {
                case MEAN, MINIMUM, MAXIMUM, SUM, PROD, MEDIAN -> false;
                default -> true;
            };
        }
        return func instanceof Func.Sync || func instanceof Func.Compare || func instanceof Func.TwoSided;
    }
}
